import { conclude, heading, report } from "@cruiseboard/testing/report";
import { agentsInTruth, boardDelayMs } from "../test/kit/agents-in-truth.ts";

heading("Agents who go away, 200 running campaigns of the simulator in an hour");
const told = await agentsInTruth({ campaigns: 500, watched: 200, minutes: 60, seed: 17 });
report({ name: "running campaigns", value: told.watched, bound: { atLeast: 200 } });
report({ name: "times away of 3 min 10 s or more", value: told.longAbsences, bound: { atLeast: 80 } });
report({
  name: "of these flagged within that time",
  value: told.flagged / told.longAbsences,
  bound: { atLeast: 0.99 },
});
report({ name: "seconds stalled while away", value: told.stalledWhileAway, bound: { atMost: 0 } });
report({ name: "seconds flagged while working", value: told.flaggedWhileWorking, bound: { atMost: 0 } });
report({
  name: `slowest of ${2 * told.absences} changes on the board`,
  value: told.slowestOnBoardMs / 1000,
  bound: { atMost: boardDelayMs / 1000 },
  unit: "s",
});
report({ name: "calls for agents in any second", value: told.mostAgentCallsInASecond, bound: { atMost: 2 } });
conclude();
