import { extension, type Json } from "./json.js";

/** The last filter of an HTTP server, which sends requests on. */
export const router = (): Json =>
  extension("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router");
