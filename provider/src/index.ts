import * as components from "isthmus";
import * as certificates from "isthmus/certificates";
import { servePlugin } from "./serve.js";

servePlugin(components, certificates);
