-- Athena's (Trino's) function names and meanings for DuckDB, so that a query written here runs there unchanged.
-- They are created for each connection; a macro hides the built-in function of the same name.
-- Not covered: lambdas, cardinality of a map (cardinality(map_keys(m))), unnest of maps and of arrays of rows,
-- json_value, json_exists, listagg, format, date_parse.

set timezone = 'UTC';
-- 7 / 2 is 3 in Athena.
set integer_division = true;
set default_null_order = 'nulls_last';

-- Collections. DuckDB's own element_at gives a list for a map.
create macro element_at(container, key) as container[key];
create macro cardinality(items) as len(items);
create macro array_join(items, glue) as array_to_string(list_filter(items, lambda item : item is not null), glue);
create macro arrays_overlap(a, b) as list_has_any(a, b);
create macro array_intersect(a, b) as list_intersect(a, b);
create macro array_max(items) as list_max(items);
create macro array_min(items) as list_min(items);
create macro array_position(items, item) as coalesce(list_position(items, item), 0);
create macro slice(items, start, count) as items[start : start + count - 1];
create macro sequence(first, last) as generate_series(first, last), (first, last, step) as generate_series(first, last, step);

-- JSON. Athena writes a key with dots as $["key"], DuckDB as $."key"; an object or array has no scalar.
create macro cairn_json_path(path) as replace(replace(replace(path, '["', '."'), '"]', '"'), '$.$', '$');
-- DuckDB refuses a document with half of a surrogate pair (\ud800) anywhere; Athena shows a ? in its place. Escaped
-- backslashes and whole pairs are set aside meanwhile, as characters that no JSON text holds.
create macro cairn_mend_surrogates(document) as replace(replace(
  system.main.regexp_replace(
    system.main.regexp_replace(
      replace(document, '\\', chr(2)),
      '\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})', chr(1) || '\1' || chr(1) || '\2', 'g'
    ),
    '\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '?', 'g'
  ),
  chr(1), '\u'), chr(2), '\\');
create macro cairn_json(document) as case
  when json_valid(cast(document as varchar)) then cast(document as varchar)
  else cairn_mend_surrogates(cast(document as varchar))
end;
-- The document with each number as a text, so that it keeps its spelling: 1e3 stays 1e3.
create macro cairn_number_texts(document) as replace(replace(
  system.main.regexp_replace(
    document, '("(?:[^"\\]|\\.)*")|(-?[0-9][0-9.eE+-]*)', '\1' || chr(1) || '\2' || chr(1), 'g'
  ),
  chr(1) || chr(1), ''), chr(1), '"');
create macro cairn_json_scalar(document, path) as case
  when not json_valid(document) then null
  when json_type(document, path) in ('OBJECT', 'ARRAY', 'NULL') then null
  when json_type(document, path) = 'DOUBLE' or json_extract_string(document, path) = '0'
    then json_extract_string(cairn_number_texts(document), path)
  else json_extract_string(document, path)
end;
create macro json_extract_scalar(document, path) as cairn_json_scalar(cairn_json(document), cairn_json_path(path));
create macro json_extract(document, path) as system.main.json_extract(cairn_json(document), cairn_json_path(path));
create macro json_parse(document) as cast(cairn_json(document) as json);
create macro json_format(document) as cast(document as varchar);

-- Times. Athena counts full units between two times, DuckDB's date_diff the boundaries crossed.
create macro date_diff(unit, a, b) as date_sub(unit, a, b);
create macro date_add(unit, number, moment) as moment + case unit
  when 'second' then to_seconds(number)
  when 'minute' then to_minutes(number)
  when 'hour' then to_hours(number)
  when 'day' then to_days(cast(number as integer))
  when 'week' then to_weeks(cast(number as integer))
  when 'month' then to_months(cast(number as integer))
  when 'year' then to_years(cast(number as integer))
end;
create macro date_format(moment, pattern) as strftime(moment, replace(replace(pattern, '%i', '%M'), '%s', '%S'));
create macro from_iso8601_timestamp(text) as cast(text as timestamptz);
create macro from_iso8601_date(text) as cast(text as date);
create macro to_iso8601(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S.%g');
create macro from_unixtime(seconds) as to_timestamp(seconds);
create macro to_unixtime(moment) as epoch(moment);
create macro day_of_week(moment) as isodow(moment);
create macro day_of_year(moment) as dayofyear(moment);
create macro week_of_year(moment) as weekofyear(moment);
create macro year_of_week(moment) as isoyear(moment);

-- Texts. NULL in, NULL out; a regular expression replaces every match, its groups are $1.
create macro concat(a, b) as a || b, (a, b, c) as a || b || c, (a, b, c, d) as a || b || c || d;
create macro regexp_like(text, pattern) as regexp_matches(text, pattern);
create macro cairn_groups(replacement) as system.main.regexp_replace(replacement, '\$([0-9])', '\\\1', 'g');
create macro regexp_replace(text, pattern, replacement) as
  system.main.regexp_replace(text, pattern, cairn_groups(replacement), 'g');
create macro codepoint(text) as unicode(text);
create macro url_extract_host(url) as regexp_extract(url, '^[a-z]+://([^/:?#]+)', 1);

-- Numbers. greatest and least of a NULL are NULL.
create macro truncate(number) as trunc(number);
create macro greatest(a, b) as case when a is null or b is null then null else system.main.greatest(a, b) end,
  (a, b, c) as case when a is null or b is null or c is null then null else system.main.greatest(a, b, c) end;
create macro least(a, b) as case when a is null or b is null then null else system.main.least(a, b) end,
  (a, b, c) as case when a is null or b is null or c is null then null else system.main.least(a, b, c) end;
create macro width_bucket(number, low, high, buckets) as case
  when number < low then 0
  when number >= high then buckets + 1
  else 1 + cast(floor((number - low) / ((high - low) / buckets)) as integer)
end;

-- Aggregates. DuckDB's own max_by passes over a NULL value and takes an older one; its count_if of no true is NULL.
-- FILTER, DISTINCT and ORDER BY inside a call are not for macros: such a query fails here, with a message.
create macro max_by(item, key) as arg_max_null(item, key), (item, key, number) as arg_max(item, key, number);
create macro min_by(item, key) as arg_min_null(item, key), (item, key, number) as arg_min(item, key, number);
create macro count_if(condition) as count(case when condition then 1 end);
create macro approx_distinct(item) as approx_count_distinct(item);
create macro approx_percentile(number, share) as approx_quantile(number, share);
create macro arbitrary(item) as any_value(item);
create macro every(condition) as bool_and(condition);
