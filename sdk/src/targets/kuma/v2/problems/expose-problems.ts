import { listenerOf } from "../../../../fabric/expose-problems.js";
import { grouped } from "../../../../fabric/grouped.js";
import { propertyPath } from "../../../../fabric/path.js";
import type { ExposeSpec } from "../../../../model/expose.js";
import type { HeaderChanges } from "../../../../model/header-changes.js";
import type { Problem } from "../../../../model/problem.js";
import { pathProblems } from "../../../standalone/problems/path-problems.js";
import type { Spec } from "../../../own.js";
import { own } from "./own.js";

/** What MeshHTTPRoute takes of an Expose. */
export function* exposeProblems(spec: Spec): Iterable<Problem> {
  const exposes = own.exposes(spec);
  for (const [name, { path, rewrite, requestHeaders, responseHeaders }] of exposes) {
    yield* pathProblems(`exposes.${name}.path`, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
    yield* headerProblems(["exposes", name, "requestHeaders"], requestHeaders);
    yield* headerProblems(["exposes", name, "responseHeaders"], responseHeaders);
    yield* ownHeaderProblems(["exposes", name, "responseHeaders"], responseHeaders);
  }
  for (const [, behind] of grouped(exposes, ([, expose]) => placeOf(expose, spec))) {
    yield* regexProblems(behind);
    yield* rootProblems(behind);
  }
}

const placeOf = (expose: ExposeSpec, { meshGateways }: Spec): string => {
  const gateway = expose.gateway === undefined ? undefined : meshGateways[expose.gateway];
  return JSON.stringify([expose.gateway, gateway === undefined ? undefined : listenerOf(expose, gateway)]);
};

/** Kuma looks at prefixes before regular expressions, so a request would go elsewhere than on other targets. */
function* regexProblems(behind: [string, ExposeSpec][]): Iterable<Problem> {
  for (const [name, { path }] of behind) {
    if (path?.regex === undefined) continue;
    const rival = behind.find(([other, { path: its }]) => other !== name && its?.exact === undefined);
    if (rival === undefined) continue;
    yield {
      code: "kuma.regex-order",
      path: `exposes.${name}.path.regex`,
      message: `requests that fit the regular expression of Expose "${name}" may go to Expose "${rival[0]}", at which Kuma looks in an order of its own`,
      hint: "give it a listener of its own, or use exact paths and prefixes",
    };
  }
}

/** Where Kuma rewrites the prefix `/` it makes a route for the path `/` too, and which of two is asked is chance. */
function* rootProblems(behind: [string, ExposeSpec][]): Iterable<Problem> {
  const root = behind.find(([, { path }]) => path?.exact === "/");
  const rest = behind.find(
    ([, { path, rewrite }]) => rewrite?.prefix !== undefined && (path === undefined || path.prefix === "/"),
  );
  if (root === undefined || rest === undefined) return;
  yield {
    code: "kuma.root-twice",
    path: `exposes.${rest[0]}.rewrite.prefix`,
    message: `requests for / may go to Expose "${rest[0]}" though they are those of Expose "${root[0]}": Kuma makes a second route for them where it rewrites the prefix /`,
    hint: "give one of them a listener of its own, or leave the rewrite out",
  };
}

/** As many headers as a list of the CRD holds. */
const mostHeaders = 16;

function* headerProblems(at: string[], { set = {}, add = {}, remove = [] }: HeaderChanges = {}): Iterable<Problem> {
  const lists = { set: Object.keys(set), add: Object.keys(add), remove };
  const seen = new Set<string>();
  for (const [list, names] of Object.entries(lists)) {
    if (names.length > mostHeaders)
      yield {
        code: "kuma.too-many-headers",
        path: propertyPath(...at, list),
        message: `Kuma changes at most ${mostHeaders} headers in one list, and here are ${names.length}`,
        hint: "leave some out, or let the service do it",
      };
    for (const name of names) {
      const header = name.toLowerCase();
      if (seen.has(header))
        yield {
          code: "kuma.header-twice",
          path: propertyPath(...at, list),
          message: `Kuma changes a header in one way, and "${header}" stands here twice`,
          hint: "keep one of set, add and remove",
        };
      seen.add(header);
    }
  }
  for (const [list, values] of Object.entries({ set, add }))
    for (const [header, value] of Object.entries(values))
      if (value === "")
        yield {
          code: "kuma.header-empty",
          path: propertyPath(...at, list, header),
          message: `Kuma changes nothing where a header is to be empty, so "${header}" would stay what the other side made it`,
          hint: "remove the header, or give it a value",
        };
}

/** What Kuma's gateway writes into every answer, after all that an Expose says. */
const ownHeaders = ["strict-transport-security", "server"];

function* ownHeaderProblems(at: string[], { set = {}, add = {}, remove = [] }: HeaderChanges = {}): Iterable<Problem> {
  for (const [list, names] of Object.entries({ set: Object.keys(set), add: Object.keys(add), remove }))
    for (const name of names)
      if (ownHeaders.includes(name.toLowerCase()))
        yield {
          code: "kuma.header-own",
          path: propertyPath(...at, list),
          message: `Kuma's gateway writes "${name.toLowerCase()}" into all answers, in place of what an Expose says`,
          hint: "leave it out",
        };
}
