import type { HttpMatch, JwtMatch, ValueMatch } from "../model/http-match.js";

/** What a request needs besides caller, method and path, in words: sorted, and empty where it needs nothing. */
export const describeConditions = ({ headers = [], query = [], jwt }: HttpMatch): string =>
  [
    ...headers.map((match) => `header ${describeValue({ ...match, name: match.name.toLowerCase() })}`).sort(),
    ...query.map((match) => `query ${describeValue(match)}`).sort(),
    ...(jwt === undefined ? [] : [describeToken(jwt)]),
  ].join(" and ");

function describeValue({ name, exact, prefix, regex, present }: ValueMatch): string {
  if (exact !== undefined) return `${name} = ${JSON.stringify(exact)}`;
  if (prefix !== undefined) return `${name} = ${JSON.stringify(prefix)}...`;
  if (regex !== undefined) return `${name} ~ ${JSON.stringify(regex)}`;
  return present === true ? name : `no ${name}`;
}

function describeToken({ issuer, audiences = [], claims = {} }: JwtMatch): string {
  const parts = [
    ...(audiences.length === 0 ? [] : [`for ${[...audiences].sort().join(" or ")}`]),
    ...Object.entries(claims)
      .map(([name, value]) => `with ${name} = ${JSON.stringify(value)}`)
      .sort(),
  ];
  return [`token of ${issuer}`, ...parts].join(" ");
}
