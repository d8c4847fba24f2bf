import { attacker, type Build, from } from "./attacks";
import { abroad, shuffled } from "./company";
import { mixed } from "./lists";
import { history } from "./office";
import { ask, browser, DAY, grant, HOUR, MINUTE, MONDAY, type Scene, SECOND, signIn } from "./rows";
import { hit } from "./scenario";

const NIGHT = MONDAY + DAY + 2 * HOUR + 14 * MINUTE;

/** A scan that found somebody, and half an hour later a sign-in with what it found, from the same address. */
export const enumerationSuccess: Build = (scene) => {
  const asks = shuffled(scene.chance, mixed(scene, 40, 12));
  const pace = { start: NIGHT, gap: () => 20 * SECOND, source: from(abroad(16)) };
  const rows = ask(scene, asks, pace, browser(scene));
  const found = asks.find(({ code }) => code === 50126)?.name ?? "";
  const style = browser(scene);
  const { clientApp } = style;
  const how = { origin: abroad(16), app: style.app(), agent: style.agent(), clientApp };
  rows.push(signIn(scene, { ...how, name: found, code: 0, at: NIGHT + 45 * MINUTE }));
  const fires = [
    hit("RC-04", "critical", "critical", { counts: "nothing" }),
    hit("RC-08", "high", "critical", { counts: "nothing" }),
    hit("RC-10", "critical", "critical", { counts: "nothing" }),
  ];
  return {
    everyday: history(scene, MONDAY - 2 * DAY, 3),
    parts: [attacker("a scan and its success", rows, fires)],
  };
};

/** 14: names found, three weeks of silence, one password for all of them from elsewhere, and one that fits. */
export const longChain: Build = (scene) => {
  const asks = shuffled(scene.chance, mixed(scene, 60, 20));
  const scan = ask(
    scene,
    asks,
    { start: NIGHT, gap: () => 25 * SECOND, source: from(abroad(17)) },
    browser(scene),
  );
  const loud = { counts: "nothing" } as const;
  return {
    everyday: history(scene, MONDAY - 2 * DAY, 3),
    parts: [
      attacker(
        "the scan",
        scan,
        [hit("RC-04", "medium", "high"), hit("RC-08", "low", "critical", loud)],
        ["RC-09", "RC-10"],
      ),
      attacker(
        "the spray",
        spray(
          scene,
          asks.filter(({ code }) => code === 50126).map(({ name }) => name),
        ),
        [
          hit("RC-09", "high", "critical", loud),
          hit("RC-10", "critical", "critical", loud),
          hit("RC-04", "low", "critical", loud),
          hit("RC-08", "high", "critical", loud),
        ],
        ["RC-07"],
      ),
    ],
  };
};

function spray(scene: Scene, names: string[]) {
  const start = NIGHT + 21 * DAY;
  const style = grant("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/131.0.0.0");
  const pace = { start, gap: () => 2 * MINUTE, source: from(abroad(18)) };
  const rows = ask(
    scene,
    names.map((name) => ({ name, code: 50126 })),
    pace,
    style,
  );
  const how = { origin: abroad(18), app: style.app(), agent: style.agent(), clientApp: style.clientApp };
  const last = { ...how, name: names[3] ?? "", code: 0, at: start + 75 * MINUTE, protocol: "ropc" };
  return [...rows, signIn(scene, last)];
}
