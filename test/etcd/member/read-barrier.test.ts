import { describe, expect, test } from 'vitest';
import { ReadBarrier } from '../../../reference/etcd/read-barrier.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';

function setUp() {
  const environment = createVirtualEnvironment({ seed: 1 });
  const asked: string[] = [];
  const barrier: ReadBarrier = new ReadBarrier(environment, {
    raft: {
      readIndex: (context) => {
        asked.push(context);
        return true;
      },
    },
    ...{ label: 'm', retryMs: 500, limitMs: 7000 },
    stir: () => {
      environment.timers.after(0, () => {
        barrier.ask();
      });
    },
  });
  const wait = (): { told: boolean | undefined } => {
    const waiting: { told: boolean | undefined } = { told: undefined };
    void barrier.wait().then((reached) => {
      waiting.told = reached;
    });
    return waiting;
  };
  return { environment, asked, barrier, wait };
}

describe('the point that a linearizable read waits for', () => {
  test('is reached when the place that was named is applied', async () => {
    const { environment, asked, barrier, wait } = setUp();
    const waiting = wait();
    await environment.settle();
    barrier.answered([{ context: asked[0] ?? '', index: 5 }]);
    barrier.appliedTo(4);
    await environment.settle();
    expect(waiting.told).toBeUndefined();
    barrier.appliedTo(5);
    await environment.settle();
    expect(waiting.told).toBe(true);
    expect(environment.nextTimerAt()).toBeUndefined();
  });

  test('an answer to an earlier question is heard by nobody', async () => {
    const { environment, asked, barrier, wait } = setUp();
    barrier.appliedTo(100);
    const waiting = wait();
    await environment.advance(600);
    expect(asked).toHaveLength(2);
    barrier.answered([{ context: asked[0] ?? '', index: 1 }]);
    await environment.settle();
    expect(waiting.told).toBeUndefined();
    barrier.answered([{ context: asked[1] ?? '', index: 1 }]);
    await environment.settle();
    expect(waiting.told).toBe(true);
  });

  test('whoever comes while a question is under way waits for the next', async () => {
    const { environment, asked, barrier, wait } = setUp();
    barrier.appliedTo(100);
    const first = wait();
    await environment.settle();
    const second = wait();
    barrier.answered([{ context: asked[0] ?? '', index: 1 }]);
    await environment.settle();
    expect([first.told, second.told]).toEqual([true, undefined]);
    expect(asked).toHaveLength(2);
  });

  test('a new leader is asked at once', async () => {
    const { environment, asked, barrier, wait } = setUp();
    wait();
    await environment.settle();
    barrier.leaderChanged();
    await environment.settle();
    expect(asked).toHaveLength(2);
  });

  test.each([
    { what: 'answers', answers: false },
    { what: 'applies what was named', answers: true },
  ])('is given up where nobody $what', async ({ answers }) => {
    const { environment, asked, barrier, wait } = setUp();
    const waiting = wait();
    await environment.settle();
    if (answers) barrier.answered([{ context: asked[0] ?? '', index: 5 }]);
    await environment.advance(8000);
    expect(waiting.told).toBe(false);
    expect(environment.nextTimerAt()).toBeUndefined();
  });

  test('everybody is told when the member stops, also who comes later', async () => {
    const { environment, barrier, wait } = setUp();
    const waiting = wait();
    await environment.settle();
    barrier.stop();
    const late = wait();
    await environment.settle();
    expect([waiting.told, late.told]).toEqual([false, false]);
    expect(environment.nextTimerAt()).toBeUndefined();
  });
});
