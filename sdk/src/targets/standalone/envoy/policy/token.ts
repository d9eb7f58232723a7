import type { JwtMatch } from "../../../../model/http-match.js";
import { signerOf } from "../../../../reach/token.js";
import { stableHash } from "../../../crossing/stable-hash.js";
import { extension, type Json } from "../json.js";
import { anyOf } from "./matcher.js";

export const tokenFilter = "envoy.filters.http.jwt_authn";

/** Who signs, in Envoy's terms: its provider, and where a token's claims are found once it is checked. */
export const providerName = (jwt: JwtMatch): string => `jwt-${stableHash(signerOf(jwt)).toString(36)}`;

/** A token of this issuer, for one of the audiences, with all claims. The issuer is compared once more: names are hashes. */
export const tokenConditions = (jwt: JwtMatch): Json[] => {
  const { issuer, audiences = [], claims = {} } = jwt;
  const provider = providerName(jwt);
  const [first, ...others] = audiences.flatMap((audience) => holds(provider, "aud", audience));
  return [
    isText(provider, "iss", issuer),
    ...(first === undefined ? [] : [anyOf(first, ...others)]),
    ...Object.entries(claims)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => {
        const [text, list] = holds(provider, name, value);
        return anyOf(text, list);
      }),
  ];
};

/** The claim itself, or a value in its list. */
const holds = (provider: string, claim: string, value: string): [Json, Json] => [
  isText(provider, claim, value),
  compare(provider, claim, { list_match: { one_of: { string_match: { exact: value } } } }),
];

const isText = (provider: string, claim: string, value: string): Json =>
  compare(provider, claim, { string_match: { exact: value } });

const compare = (provider: string, claim: string, value: Json): Json => ({
  single_predicate: {
    input: extension("claim", "envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput", {
      filter: tokenFilter,
      path: [{ key: provider }, { key: claim }],
    }),
    custom_match: extension("claim", "envoy.extensions.matching.input_matchers.metadata.v3.Metadata", { value }),
  },
});
