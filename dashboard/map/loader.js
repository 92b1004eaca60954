export default async (component) => {
  const { data, parentElement } = component;
  try {
    return (await import(new URL(data.files.script, document.baseURI))).show(component);
  } catch (error) {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = `${data.failed} (${error.message})`;
    parentElement.replaceChildren(said);
  }
};
