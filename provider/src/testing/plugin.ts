/** The plugin over the SDK's sources, so that its test needs no build. */
import * as certificates from "../../../sdk/src/pulumi/certificates/provider.js";
import * as components from "../../../sdk/src/pulumi/index.js";
import { servePlugin } from "../serve.js";

servePlugin(components, certificates);
