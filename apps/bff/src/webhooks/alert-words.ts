import type { AttentionKind, AwayState } from "@cruiseboard/contract";

type ByKind = Readonly<Record<AttentionKind, readonly [title: string, sentence: string]>>;

export type Words = typeof english;

const english = {
  needAttention: (campaigns: number) =>
    campaigns === 1 ? "1 campaign needs attention" : `${campaigns} campaigns need attention`,
  isOver: (campaigns: number) =>
    campaigns === 1 ? "1 campaign needs attention no more" : `${campaigns} campaigns need attention no more`,
  test: "test message: alerts will come here",
  kinds: {
    willMissWindow: [
      "Will miss its window",
      "At its present pace it will not be through when its window closes.",
    ],
    agentAway: ["Agent away", "It is running, but its agent is away, so that nobody is called."],
    stalled: ["Stalled", "It is running, but no callees are being called."],
    lateStart: ["Late start", "Its window is open, but it has not started."],
    overrun: ["Over-run", "Its window has closed, but it is still running."],
    stoppedEarly: ["Stopped early", "It was stopped before its window closed (inferred)."],
    uncalledAtClose: ["Uncalled at close", "Its window closed before all callees were called."],
    notFound: ["Not found", "Tencent Cloud does not know it: check its ids."],
    upstreamFailing: ["Cannot be observed", "It cannot be observed."],
    unknown: ["Unknown reason", "It needs attention for a reason that this version does not know."],
  } as ByKind,
  agentReady: "The agent is ready, yet nothing is dialed.",
  away: {
    onBreak: "It is running, but its agent is on a break, so that nobody is called.",
    notReady: "It is running, but its agent is not ready, so that nobody is called.",
    offline: "It is running, but its agent is offline, so that nobody is called.",
  } as Readonly<Record<AwayState, string>>,
  willStayUncalled: (callees: string) =>
    `At its present pace about ${callees} callees will stay uncalled when its window closes.`,
  stayedUncalled: (callees: string) => `Callees left uncalled when its window closed: ${callees}.`,
  unnamed: (campaignId: number) => `Campaign ${campaignId}`,
  since: (time: string) => `Since ${time}.`,
  over: (time: string) => `Over since ${time}.`,
  called: (called: string, total: string) => `${called} of ${total} callees called.`,
  more: (campaigns: string) => `and ${campaigns} more`,
  open: "Open",
  openBoard: "Open the board",
  separator: " ",
};

const chinese: Words = {
  needAttention: (campaigns) => `${campaigns} 个任务需要关注`,
  isOver: (campaigns) => `${campaigns} 个任务已恢复正常`,
  test: "测试消息：告警将发送到这里",
  kinds: {
    willMissWindow: ["预计无法按时呼完", "按当前拨打速度，外呼时段结束时将无法呼完。"],
    agentAway: ["座席不在岗", "任务运行中，但座席不在岗，因此没有呼叫。"],
    stalled: ["拨打停滞", "任务运行中，但没有呼叫进展。"],
    lateStart: ["启动延迟", "外呼时段已开始，但任务尚未启动。"],
    overrun: ["超出时段仍在运行", "外呼时段已结束，但任务仍在运行。"],
    stoppedEarly: ["提前终止", "任务在外呼时段结束前被终止（推断）。"],
    uncalledAtClose: ["结束时未呼完", "外呼时段结束时，仍有被叫未呼。"],
    notFound: ["未找到", "腾讯云没有这个任务：请检查 ID。"],
    upstreamFailing: ["无法观测", "目前无法观测。"],
    unknown: ["未知原因", "需要关注，但当前版本无法识别原因。"],
  },
  agentReady: "座席在岗，但没有呼叫进展。",
  away: {
    onBreak: "任务运行中，但座席小休，因此没有呼叫。",
    notReady: "任务运行中，但座席未就绪，因此没有呼叫。",
    offline: "任务运行中，但座席离线，因此没有呼叫。",
  },
  willStayUncalled: (callees) => `按当前拨打速度，外呼时段结束时约有 ${callees} 个被叫未呼。`,
  stayedUncalled: (callees) => `外呼时段结束时，仍有 ${callees} 个被叫未呼。`,
  unnamed: (campaignId) => `任务 ${campaignId}`,
  since: (time) => `自 ${time} 起。`,
  over: (time) => `已于 ${time} 结束。`,
  called: (called, total) => `已呼被叫 ${called}，被叫总数 ${total}。`,
  more: (campaigns) => `另有 ${campaigns} 个`,
  open: "查看",
  openBoard: "打开看板",
  separator: "",
};

export const wordsOf = { en: english, "zh-CN": chinese } as const;
