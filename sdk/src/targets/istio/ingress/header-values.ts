import type { CheckedListener } from "../../../fabric/checked.js";
import { extension, type Json } from "../../standalone/envoy/json.js";

const reader = "envoy.filters.http.header_to_metadata";

/**
 * A header's value to a policy: all of it, joined by commas where it comes several times. By `request.headers`
 * Envoy asks each for itself (`rbac_match_headers_individually`), and one that fits is enough, whatever the service reads.
 */
export const wholeHeader = (name: string): string => `experimental.${reader}[${name.toLowerCase()}]`;

/** The headers of which a permission at these listeners asks for a value. */
export const valuedHeaders = (listeners: CheckedListener[]): string[] =>
  [
    ...new Set(
      listeners.flatMap(({ permissions }) =>
        permissions.flatMap(({ http }) =>
          http.flatMap(({ headers = [] }) =>
            headers.flatMap(({ name, exact }) => (exact === undefined ? [] : name.toLowerCase())),
          ),
        ),
      ),
    ),
  ].sort();

/** Reads headers for policy. Where it is not, no permission that asks for a value lets anybody in. */
export const headersFilter = (names: string[]): Json =>
  extension("isthmus.headers", "envoy.extensions.filters.http.header_to_metadata.v3.Config", {
    request_rules: names.map((header) => ({
      header,
      on_header_present: { metadata_namespace: reader, key: header, type: "STRING" },
    })),
  });
