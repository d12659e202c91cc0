/**
 * The X.509 library's own library for wiring parts together refuses to load where nobody can answer questions about
 * decorators. None of what it loads here has any, so this answers that there is nothing to tell.
 */
if (!('getMetadata' in Reflect)) {
  Object.defineProperties(Reflect, {
    getMetadata: { value: () => undefined },
    getOwnMetadata: { value: () => undefined },
    defineMetadata: { value: () => undefined },
  })
}
