/** A task of the demo: who adds it, and who says what about it. */
interface Task {
  title: string;
  by: string;
  comments?: readonly (readonly [by: string, body: string])[];
  /** Whom it is to remind tomorrow. */
  reminds?: readonly string[];
}

/** The demo's projects, with their tasks. */
export const DEMO_PROJECTS: readonly { workspace: string; by: string; name: string; tasks: readonly Task[] }[] = [
  {
    workspace: 'acme',
    by: 'owner@acme.test',
    name: 'New website',
    tasks: [
      {
        title: 'Choose the pictures',
        by: 'member@acme.test',
        comments: [
          ['owner@acme.test', 'No stock photographs, please.'],
          ['owner@globex.test', 'We have some of the plant.'],
        ],
        reminds: ['member@acme.test'],
      },
      {
        title: 'Write the first page',
        by: 'owner@acme.test',
        comments: [['member@acme.test', 'A draft is on its way.']],
      },
    ],
  },
  {
    workspace: 'globex',
    by: 'owner@globex.test',
    name: 'Cooling tower',
    tasks: [{ title: 'Order the pump', by: 'owner@globex.test', comments: [['owner@globex.test', 'Two of them.']] }],
  },
];
