let main; // once it is here, a state is shown within the call

export default (component) => {
  if (main) return main.show(component);
  const { data, parentElement } = component;
  return import(new URL(data.files.script, document.baseURI)).then(
    (module) => {
      main = module;
      return main.show(component);
    },
    (error) => {
      const said = document.createElement("p");
      said.setAttribute("role", "alert");
      said.textContent = `${data.failed} (${error.message})`;
      parentElement.replaceChildren(said);
    },
  );
};
