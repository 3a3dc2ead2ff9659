// Loaded into the VC-JOSE-COSE suite before its tests: it maps over iterators, which Node does by itself from 22 on.
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
iterator.map ??= function* (change) {
  for (const item of this) yield change(item);
};
