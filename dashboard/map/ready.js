// What the document of every page runs, which says where the files are: what a map needs is ready when there is one.

import { prepare } from "./main.js";

prepare(document.querySelector("script[data-geometry]").dataset);
