import type { Random } from "./random.ts";

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
export function drawName(random: Random): string {
  if (random.chance(0.45)) return `${random.pick(chineseSubjects)}（${random.pick(chineseAudiences)}）`;
  return `${random.pick(subjects)}, ${random.pick(audiences)}`;
}

export function drawUui(random: Random): string {
  const list = random.integer(1000, 9999);
  return random.pick(["", "", `crm-list-${list}`, JSON.stringify({ list, source: "crm" })]);
}

/** Every 20 campaigns share 11 agents, so that some have several; others have one alone. An agent belongs to one team. */
export function drawAgent(random: Random, index: number, isAlone: boolean): string {
  const shared = Math.floor(index / 20) * 11 + random.integer(1, 11);
  const number = isAlone ? 900_000 + index : shared;
  const team = teams[number % teams.length];
  return `agent-${String(number).padStart(2, "0")}@${team}.example.com`;
}
