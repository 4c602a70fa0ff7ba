/** Expressions in which the engines differed, or could: the macros of `npm run query` give DuckDB Trino's answer. */
const ROWS = "FROM (VALUES (1, 'a', true), (2, NULL, NULL), (2, NULL, NULL)) AS rows(place, item, fact)"

export const EXPRESSIONS = [
  `max_by(item, place) ${ROWS}`,
  `min_by(item, -place) ${ROWS}`,
  `count_if(fact) ${ROWS} WHERE place = 2`,
  `count_if(fact) ${ROWS} WHERE place = 3`,
  `max_by(item, (place, fact IS NULL)) ${ROWS}`,
  ...['$.a', '$.b', '$.c', '$.d', '$.e', '$.f', '$["g.h"]', '$.i', '$.j[1]', '$.none'].map(
    (path) =>
      `json_extract_scalar('{"a":1e3,"b":1.0,"c":-0,"d":1E-7,"e":12345678901234567890,"f":"5e1","g.h":0.10,"i":true,"j":[1,2e0]}', '${path}')`,
  ),
  ...['$.a', '$.b', '$.c', '$.d'].map(
    (path) => `json_extract_scalar('{"a":"x\\ud800y","b":"\\udc00\\uD83D\\uDE00","c":5,"d":"\\\\ud800"}', '${path}')`,
  ),
  "json_extract_scalar('no json', '$')",
  'json_format(json_extract(\'{"a":[1,"b"]}\', \'$.a\'))',
  '7 / 2',
  "date_diff('week', date '2026-11-01', date '2026-11-14')",
  "date_format(date_trunc('week', timestamp '2026-11-21 10:00:00'), '%Y-%m-%d')",
  'cast(1 AS double) / nullif(0, 0)',
  'cardinality(array_distinct(ARRAY[1, 1, 2]))',
]
