import type { CampaignPlan, Outcome } from "./campaign-plan.ts";
import { type Casting, castingOf } from "./casting.ts";
import { createRandom, type Random } from "./random.ts";
import {
  type Dialing,
  layUnevenRounds,
  type PlannedStall,
  placeRounds,
  roundCount,
} from "./round-schedule.ts";

const second = 1000;
const minute = 60 * second;

function drawDialing(random: Random, casting: Casting): Dialing {
  const concurrency = casting.concurrency ?? Math.ceil(random.logBetween(1, 20));
  const roundMs = random.between(30, 75) * second;
  const wished = (concurrency * random.logBetween(...casting.callingMs)) / roundMs;
  const longest = casting.concurrency === null ? random.between(2400, 4800) : Number.POSITIVE_INFINITY;
  return { concurrency, roundMs, total: Math.round(Math.min(longest, Math.max(30, wished))) };
}

function drawStalls(random: Random, casting: Casting, dialing: Dialing): PlannedStall[] {
  if (!casting.stalls && (!casting.mayStray || !random.chance(0.1))) return [];
  const rounds = roundCount(dialing);
  const beforeRound = random.integer(1, rounds - 1);
  const lengthMs = random.between(6, 15) * minute;
  return [{ beforeRound, lengthMs, ...drawAbsence(createRandom(beforeRound, lengthMs)) }];
}

/** Why a campaign stalls: its agent is away. */
function drawAbsence(random: Random) {
  const agent = random.pick(["rest", "rest", "notReady", "offline"] as const);
  return { agent, reason: agent === "rest" ? random.pick(["Lunch", "Coaching", "午休", ""]) : "" };
}

/** A window of whole minutes: too short for the list if it is to close first, else with some room. */
function drawWindow(random: Random, outcome: Outcome, needed: number): number {
  if (outcome === "windowClosed") return Math.floor((needed * random.between(0.5, 0.92)) / minute) * minute;
  return Math.ceil((needed * random.between(1.08, 1.6)) / (5 * minute)) * 5 * minute;
}

/** How long State 0 lasts beyond StartTime: seconds, or minutes for a late start. */
function drawStartDelay(random: Random, casting: Casting): number {
  const late = casting.mayStray && random.chance(0.1);
  return Math.round(late ? random.between(0.5, 6) * minute : random.between(0.2, 2) * second);
}

function drawOverrun(random: Random): number {
  return Math.round(random.chance(0.15) ? random.between(0.3, 4) * minute : random.between(0.1, 2) * second);
}

/** A campaign's life in milliseconds after its StartTime. */
function drawLife(random: Random, casting: Casting, dialing: Dialing) {
  const schedule = layUnevenRounds(random, dialing, drawStalls(random, casting, dialing));
  const outcome = casting.outcome;
  const start = drawStartDelay(random, casting);
  const window = drawWindow(random, outcome, schedule.exhausted + (outcome === "windowClosed" ? 0 : start));
  const overrun = drawOverrun(random);
  const abort = schedule.exhausted * random.between(0.15, 0.85);
  const lastRound = schedule.rounds.at(-1) ?? 0;
  const ends: Record<Outcome, number> = {
    completed: start + schedule.exhausted,
    // An overrun goes on calling, but never to the end of the list.
    windowClosed: Math.min(window + overrun, start + lastRound - 1),
    aborted: start + Math.round(abort),
  };
  return { outcome, window, start, end: ends[outcome], schedule };
}

function rateOf(called: number, { start, end, schedule }: ReturnType<typeof drawLife>): number {
  const { stalls } = placeRounds(schedule, 0, end - start);
  const stalled = stalls.reduce((sum, { from, to }) => sum + to - from, 0);
  return called / ((end - start - stalled) / minute);
}

/** A pure function of its arguments. `epoch` is a whole second in epoch milliseconds. */
export function drawPlan(seed: number, index: number, campaignId: number, epoch: number): CampaignPlan {
  const random = createRandom(seed, campaignId);
  const casting = castingOf(random, index);
  const dialing = drawDialing(random, casting);
  const life = drawLife(random, casting, dialing);
  const startTime = epoch + Math.round(casting.place(random, life) / second) * second;
  const start = startTime + life.start;
  const end = startTime + life.end;
  const { rounds, stalls } = placeRounds(life.schedule, start, end);
  const { concurrency, total } = dialing;
  return {
    campaignId,
    name: drawName(random),
    // Other campaigns of an agent who is away would have to stall, too.
    agent: drawAgent(random, index, life.schedule.stalls.length > 0),
    concurrency,
    callOrder: random.chance(0.5) ? 1 : 0,
    uui: drawUui(random),
    startTime,
    endTime: startTime + life.window,
    total,
    rounds,
    truth: {
      ratePerMinute: rateOf(Math.min(total, rounds.length * concurrency), life),
      start,
      end,
      outcome: life.outcome,
      stalls,
    },
  };
}

const subjects = [
  "New energy SUV recommendation",
  "Car insurance renewal",
  "Credit card instalment offer",
  "Broadband upgrade",
  "Annual check-up reminder",
  "Loyalty points expiry",
  "Appliance warranty extension",
  "Parcel delivery survey",
  "Dormant account win-back",
  "Tax season advisory",
  "Language course trial",
  "Home loan rate update",
] as const;
const audiences = [
  "north",
  "south",
  "coast",
  "Q4 list",
  "VIP",
  "second attempt",
  "new leads",
  "pilot",
] as const;
const chineseSubjects = [
  "车险续保提醒",
  "新能源SUV试驾邀约",
  "信用卡分期回访",
  "宽带升级推荐",
  "会员积分到期通知",
  "家电延保服务",
  "年度体检预约",
  "沉睡客户唤醒",
  "售后满意度调查",
  "少儿英语试听邀请",
] as const;
const chineseAudiences = [
  "华南",
  "华东",
  "北方大区",
  "第四季度名单",
  "高净值客户",
  "二次外呼",
  "新线索",
] as const;
const teams = ["team-a", "team-b", "team-c", "team-d", "team-e"] as const;

/** An English or a Chinese name. Names may repeat, as they do upstream. */
function drawName(random: Random): string {
  if (random.chance(0.45)) return `${random.pick(chineseSubjects)}（${random.pick(chineseAudiences)}）`;
  return `${random.pick(subjects)}, ${random.pick(audiences)}`;
}

function drawUui(random: Random): string {
  const list = random.integer(1000, 9999);
  return random.pick(["", "", `crm-list-${list}`, JSON.stringify({ list, source: "crm" })]);
}

/** Every 20 campaigns share 11 agents, so that some have several; others have one alone. An agent belongs to one team. */
function drawAgent(random: Random, index: number, isAlone: boolean): string {
  const shared = Math.floor(index / 20) * 11 + random.integer(1, 11);
  const number = isAlone ? 900_000 + index : shared;
  const team = teams[number % teams.length];
  return `agent-${String(number).padStart(2, "0")}@${team}.example.com`;
}
