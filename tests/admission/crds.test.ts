import { describe, expect, it } from "@jest/globals";
import { crdDocuments } from "./crds.js";

const crd = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\n`;

describe("crdDocuments", () => {
  it("parts a file of many", () => {
    expect(crdDocuments(`# made by a tool\n---\n${crd("a")}---\n${crd("b")}`)).toEqual([
      `\n${crd("a")}`,
      `\n${crd("b")}`,
    ]);
  });

  it("leaves out what is no CRD", () => {
    expect(crdDocuments(`${crd("a")}---\nkind: ValidatingAdmissionPolicy\n`)).toEqual([crd("a")]);
    expect(crdDocuments("resources:\n- a.yaml\n")).toEqual([]);
  });

  it("leaves out a chart's conditions, and nothing else in braces", () => {
    const [only = ""] = crdDocuments(`{{- if .Values.crds }}\n---\n${crd("a")}  note: "{{ kept }}"\n{{- end }}\n`);
    expect(only).toBe(`\n${crd("a")}  note: "{{ kept }}"\n\n`);
  });
});
