/** TinCanJS is published without types. */
declare module 'tincanjs' {
  const TinCan: unknown
  export = TinCan
}
