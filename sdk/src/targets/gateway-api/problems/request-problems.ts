import type { HeaderChanges } from "../../../model/header-changes.js";
import { ServiceProtocol } from "../../../model/choices.js";
import type { HealthCheck } from "../../../model/health-check.js";
import type { PathMatch, RequestMatch, ValueMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { pathProblems } from "../../standalone/problems/path-problems.js";

const longestPath = 1024;

/** Paths in normal form, as long as Gateway API takes them. */
export function* gatewayPathProblems(at: string, path: PathMatch | undefined): Iterable<Problem> {
  yield* pathProblems(at, path);
  for (const [field, value] of Object.entries(path ?? {})) {
    if (typeof value !== "string" || value.length <= longestPath) continue;
    yield {
      code: "gateway-api.path-long",
      path: `${at}.${field}`,
      message: `the path has ${value.length} characters, and Gateway API takes ${longestPath} at most`,
      hint: "match a shorter prefix",
    };
  }
}

/** Envoy Gateway asks by HTTP/1.1, whatever is spoken there, so that a server of HTTP/2 would never be well. */
export function* checkProblems(
  at: string,
  check: HealthCheck | undefined,
  protocol: ServiceProtocol | undefined,
): Iterable<Problem> {
  if (check?.path === undefined) return;
  if (protocol !== ServiceProtocol.HTTP2 && protocol !== ServiceProtocol.GRPC) return;
  yield {
    code: "gateway-api.check-protocol",
    path: `${at}.healthCheck.path`,
    message: `Envoy Gateway asks by HTTP/1.1 whether a server is well, and this one speaks ${protocol}`,
    hint: "leave path out, so that whoever takes a connection is well",
  };
}

/** The only methods that Gateway API knows. */
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/** How many conditions or changes of one sort a rule has at most. */
const most = 16;

/** A rule's conditions, as Gateway API can say them. */
export function* matchProblems(at: string, match: RequestMatch | undefined): Iterable<Problem> {
  const { method, path, headers = [], query = [] } = match ?? {};
  yield* gatewayPathProblems(`${at}.path`, path);
  if (method !== undefined && !methods.includes(method))
    yield {
      code: "gateway-api.method",
      path: `${at}.method`,
      message: `Gateway API knows no method "${method}"`,
      hint: `use one of ${methods.join(", ")}, or leave method out`,
    };
  yield* valueProblems(`${at}.headers`, headers, 4096);
  yield* valueProblems(`${at}.query`, query, 1024);
  // names of headers are alike in any case, those of parameters are not
  yield* conditionProblems(
    `${at}.headers`,
    headers.map(({ name }) => name.toLowerCase()),
  );
  yield* conditionProblems(
    `${at}.query`,
    query.map(({ name }) => name),
  );
}

function* valueProblems(at: string, matches: ValueMatch[], longest: number): Iterable<Problem> {
  yield* countProblems(at, "conditions", matches.length);
  for (const [index, { exact, regex, prefix, present }] of matches.entries()) {
    if (present === false)
      yield {
        code: "gateway-api.absent",
        path: `${at}[${index}].present`,
        message: "Gateway API cannot ask for what is not there",
        hint: "match what is there in a rule before, and let this one take the rest",
      };
    const text = exact ?? regex;
    if (text === "" || (text ?? prefix ?? "").length > longest)
      yield {
        code: "gateway-api.value",
        path: `${at}[${index}]`,
        message: `Gateway API compares values of 1-${longest} characters`,
        hint: text === "" ? "ask with present: true" : "compare a shorter beginning",
      };
  }
}

/** Of conditions on one name the first alone counts, and admission refuses the second. */
function* conditionProblems(at: string, names: string[]): Iterable<Problem> {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    yield {
      code: "gateway-api.condition-twice",
      path: `${at}[${index}].name`,
      message: `"${name}" is compared twice in one rule, and Gateway API takes one condition on a name`,
      hint: "write one condition for both",
    };
  }
}

/** Changes of headers, as Gateway API can say them. */
export function* headerProblems(at: string, changes: HeaderChanges | undefined): Iterable<Problem> {
  const { set = {}, add = {}, remove = [] } = changes ?? {};
  for (const [field, values] of Object.entries({ set, add })) {
    yield* countProblems(`${at}.${field}`, "changes", Object.keys(values).length);
    for (const [name, value] of Object.entries(values)) {
      if (value === "")
        yield {
          code: "gateway-api.value",
          path: `${at}.${field}.${name}`,
          message: `Gateway API cannot give header "${name}" an empty value`,
          hint: "write a value, or remove the header",
        };
      if (/^[\t ]|[\t ]{2}|[\t ]$/.test(value))
        yield {
          code: "gateway-api.value",
          path: `${at}.${field}.${name}`,
          message: `Gateway API gives header "${name}" words that single spaces part`,
          hint: "leave out spaces at either end, and the second of two",
        };
    }
  }
  yield* countProblems(`${at}.remove`, "changes", remove.length);
  yield* repeatedProblems(at, [...Object.keys(set), ...Object.keys(add), ...remove]);
}

function* countProblems(at: string, what: string, count: number): Iterable<Problem> {
  if (count <= most) return;
  yield {
    code: "gateway-api.too-many",
    path: at,
    message: `${count} ${what}, and Gateway API takes ${most} at most`,
    hint: "leave some out",
  };
}

/** Gateway API says nothing of the order in which its lists count. */
function* repeatedProblems(at: string, names: string[]): Iterable<Problem> {
  const seen = new Set<string>();
  for (const name of names.map((one) => one.toLowerCase())) {
    if (seen.has(name))
      yield {
        code: "gateway-api.header-twice",
        path: at,
        message: `header "${name}" is changed twice, and Gateway API does not say which comes first`,
        hint: "change each header once",
      };
    seen.add(name);
  }
}
