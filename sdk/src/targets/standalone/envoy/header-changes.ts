import type { HeaderChanges } from "../../../model/header-changes.js";
import type { Json } from "./json.js";

/** Changes of headers as fields of a route. Envoy takes headers away before it adds any, and adds them in order. */
export const headerChanges = (
  request: HeaderChanges | undefined,
  response: HeaderChanges | undefined,
): { [field: string]: Json } => ({ ...changes("request", request), ...changes("response", response) });

function changes(message: "request" | "response", declared: HeaderChanges | undefined): { [field: string]: Json } {
  const { remove = [], set = {}, add = {} } = declared ?? {};
  const added = [
    ...Object.entries(set).map((entry) => header(entry, "OVERWRITE_IF_EXISTS_OR_ADD")),
    ...Object.entries(add).map((entry) => header(entry, "APPEND_IF_EXISTS_OR_ADD")),
  ];
  return {
    ...(remove.length > 0 && { [`${message}_headers_to_remove`]: remove }),
    ...(added.length > 0 && { [`${message}_headers_to_add`]: added }),
  };
}

/** The text of a header as Envoy is told it: a `%` begins a variable, and two are the character. */
export const withoutVariables = (value: string): string => value.replaceAll("%", "%%");

const header = ([key, value]: [string, string], append_action: string): Json => ({
  header: { key, value: withoutVariables(value) },
  append_action,
  ...(value === "" && { keep_empty_value: true }),
});
