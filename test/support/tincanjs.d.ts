declare module 'tincanjs' {
  const TinCan: unknown
  export = TinCan
}
