/** Whether globs, or whatever else decides, cover an agent. */
type Matches = (agent: string) => boolean;

/** Agents whose answers are remembered; beyond that the memory starts afresh. */
const mostRemembered = 20_000;
/** Two bits an agent, four agents a byte. */
const unknown = 0;
const covered = 1;
const notCovered = 2;

/**
 * Remembers what each of many scopes says of each of many agents. Campaigns are many and agents are few, but ten thousand
 * supervisors may each have a scope of their own, so the agents' names are kept once for all scopes and an answer takes
 * two bits. Answers matchers that are as good as those that they are given, only faster.
 */
export function createAgentMemory(): (matches: Matches) => Matches {
  let numbers = new Map<string, number>();

  function numberOf(agent: string): number {
    const known = numbers.get(agent);
    if (known !== undefined) return known;
    if (numbers.size >= mostRemembered) numbers = new Map();
    const number = numbers.size;
    numbers.set(agent, number);
    return number;
  }

  return (matches) => {
    let numbered = numbers;
    let answers = new Uint8Array(0);
    return (agent) => {
      const number = numberOf(agent);
      if (numbered !== numbers) {
        numbered = numbers;
        answers = new Uint8Array(0);
      }
      const shift = (number % 4) * 2;
      const known = ((answers[number >> 2] ?? unknown) >> shift) & 3;
      if (known !== unknown) return known === covered;
      const answer = matches(agent);
      answers = withRoomFor(answers, numbers.size);
      answers[number >> 2] = (answers[number >> 2] ?? unknown) | ((answer ? covered : notCovered) << shift);
      return answer;
    };
  };
}

/** The same, or with twice the room, so that it is seldom copied. */
function withRoomFor(answers: Uint8Array<ArrayBuffer>, agents: number): Uint8Array<ArrayBuffer> {
  const needed = Math.ceil(agents / 4);
  if (answers.length >= needed) return answers;
  const larger = new Uint8Array(answers.length === 0 ? needed : Math.max(needed, 2 * answers.length));
  larger.set(answers);
  return larger;
}
