// A table of fields above the text of a schema: a change in either is a change in the other. What a schema holds that the
// table has no column for stays as it is.
const kinds = { text: "Text", integer: "Whole number", number: "Number", date: "Date", boolean: "Yes or no", choice: "One of" };

for (const place of document.querySelectorAll("[data-schema]")) begin(place, document.getElementById(place.dataset.schema));

function begin(place, text) {
  const read = () => {
    try {
      const schema = text.value.trim() ? JSON.parse(text.value) : {};
      return schema && typeof schema === "object" && !Array.isArray(schema) ? schema : null;
    } catch {
      return null;
    }
  };
  const write = schema => {
    text.value = Object.keys(schema.properties ?? {}).length === 0 ? "" : JSON.stringify(schema, null, 2);
  };
  const draw = () => {
    const schema = read();
    place.replaceChildren();
    place.hidden = false;
    if (!schema) return place.append(made("p", { className: "hint", textContent: "The text below is not valid JSON at the moment." }));
    const table = made("table", { className: "table" });
    const head = table.createTHead().insertRow();
    for (const word of ["Name", "Title", "Kind", "Values", "Required", ""]) head.append(made("th", { textContent: word }));
    const body = table.createTBody();
    for (const [name, member] of Object.entries(schema.properties ?? {})) row(body, schema, name, member);
    if (body.rows.length) place.append(made("div", { className: "scroll" }, table));
    const add = made("button", { type: "button", textContent: "Add a field" });
    add.addEventListener("click", () => {
      schema.type ??= "object";
      schema.properties ??= {};
      let number = Object.keys(schema.properties).length + 1;
      while (`field${number}` in schema.properties) number++;
      schema.properties[`field${number}`] = { type: "string" };
      write(schema);
      draw();
      place.querySelector("tbody tr:last-child input")?.select();
    });
    place.append(made("p", { className: "buttons under" }, add));
  };
  const row = (body, schema, name, member) => {
    const line = body.insertRow();
    const changed = () => write(schema);
    const cell = (label, input, take) => {
      input.setAttribute("aria-label", `${label} of ${name}`);
      input.addEventListener("change", () => { take(input); changed(); draw(); });
      line.insertCell().append(made("div", { className: "field" }, input));
    };
    cell("Name", made("input", { value: name, maxLength: 64, pattern: "[A-Za-z][A-Za-z0-9_\\-]*" }), input => {
      const next = input.value.trim();
      if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(next) || (next !== name && next in schema.properties)) return;
      schema.properties = Object.fromEntries(Object.entries(schema.properties).map(([n, m]) => [n === name ? next : n, m]));
      if (schema.required) schema.required = schema.required.map(n => (n === name ? next : n));
    });
    cell("Title", made("input", { value: member.title ?? "", maxLength: 200 }), input => {
      if (input.value.trim()) member.title = input.value.trim();
      else delete member.title;
    });
    const kind = made("select", {}, ...Object.entries(kinds).map(([value, word]) => made("option", { value, textContent: word, selected: value === kindOf(member) })));
    if (kindOf(member) === null) kind.prepend(made("option", { value: "", textContent: "Other", selected: true }));
    cell("Kind", kind, input => {
      for (const key of ["type", "format", "enum"]) delete member[key];
      if (input.value === "choice") member.enum = ["A", "B"];
      else if (input.value === "date") Object.assign(member, { type: "string", format: "date" });
      else member.type = input.value === "text" ? "string" : input.value;
    });
    if (member.enum)
      cell("Values", made("input", { value: member.enum.join(", "), maxLength: 2000 }), input => {
        const values = input.value.split(",").map(v => v.trim()).filter(Boolean);
        if (values.length) member.enum = [...new Set(values)];
      });
    else line.insertCell().append(made("span", { className: "soft", textContent: "–" }));
    cell("Required", made("input", { type: "checkbox", checked: schema.required?.includes(name) ?? false }), input => {
      schema.required = (schema.required ?? []).filter(n => n !== name);
      if (input.checked) schema.required.push(name);
      if (!schema.required.length) delete schema.required;
    });
    const away = made("button", { type: "button", className: "quiet danger", textContent: "Remove" });
    away.setAttribute("aria-label", `Remove ${name}`);
    away.addEventListener("click", () => {
      delete schema.properties[name];
      schema.required = schema.required?.filter(n => n !== name);
      if (!schema.required?.length) delete schema.required;
      changed();
      draw();
    });
    line.insertCell().append(away);
  };
  text.addEventListener("change", draw);
  draw();
}

function kindOf(member) {
  if (Array.isArray(member?.enum)) return "choice";
  if (member?.type === "string") return member.format === "date" ? "date" : member.format ? null : "text";
  return ["integer", "number", "boolean"].includes(member?.type) ? member.type : null;
}

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
