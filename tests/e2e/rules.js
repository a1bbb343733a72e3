// What axe finds; without rules named, everything of WCAG 2.2 AA and its best practice.
async (rules) => {
  const shape = rules ? { runOnly: { type: "rule", values: rules } } : { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  if (rules) shape.rules = Object.fromEntries(rules.map((rule) => [rule, { enabled: true }]));
  const { violations } = await axe.run(document, shape);
  // Where a sign stands on a map is a fact, and signs may stand close: the list beside the map is the larger target.
  const onMap = (id, node) => id === "target-size" && node.html.includes("leaflet-marker-icon");
  return violations.flatMap(({ id, nodes }) => nodes.filter((node) => !onMap(id, node)).map((node) => `${id}: ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message.slice(0, 160) ?? ""}`));
}
