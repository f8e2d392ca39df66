/** The command line. `main` never ends the process: it resolves to the exit code, so that tests can call it. */
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { accept } from '../catalogue/acceptance.ts';
import { problemLine, UsageError } from '../catalogue/problem.ts';
import { writeScaffold } from '../adapters/scaffold.ts';
import { loadSuite, packageVersion, type Suite } from '../runner/suite.ts';
import { closeOpenedAdapters } from '../world/opened-adapters.ts';
import { suiteProblems } from './catalogue-check.ts';
import { palette, processConsole, type Console } from './console.ts';
import { coverageCommand, defaultSources } from './coverage-command.ts';
import { explainCommand, listCommand } from './explain-command.ts';
import { judgeCommand } from './judge-command.ts';
import {
  runCommandOptions,
  runOptions,
  withAdapter,
  withRun,
  withSeed,
  withSelection,
  type GivenOptions,
} from './options.ts';
import { proveCommand } from './prove-command.ts';
import {
  componentCommand,
  proxyCommand,
  readServerFlags,
  serveCommand,
  type ServerFlag,
} from './reference-command.ts';
import { mergeCommand, runCommand } from './run-command.ts';

/** Conforms, does not conform, could not run. */
type ExitCode = 0 | 1 | 2;

export interface MainOptions {
  readonly console?: Console;
  /** Folder of the suite; absent: the one of this package. */
  readonly root?: string;
}

interface Surroundings {
  readonly console: Console;
  readonly suite: () => Promise<Suite>;
  readonly end: (code: number) => void;
}

/** Runs one command line (without `node` and the script) and resolves to its exit code. */
export async function main(words: readonly string[], options: MainOptions = {}): Promise<ExitCode> {
  const console = options.console ?? processConsole();
  let code = 0;
  const surroundings = {
    console,
    suite: () => loadSuite(options.root),
    end: (ended: number) => void (code = ended),
  };
  try {
    const flags = words[0] === 'serve' || words[0] === 'component' ? await readServerFlags() : [];
    const program = programFor(surroundings, await packageVersion(), flags);
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    code = complained(error, console);
  } finally {
    await closeOpenedAdapters();
  }
  return code === 0 || code === 1 ? code : 2;
}

function complained(error: unknown, console: Console): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const red = palette(console).red;
  if (error instanceof UsageError) console.err(red(error.message));
  else
    console.err(
      red(`plimsoll broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
  return 2;
}

const introduction = `Holds an implementation of Kubernetes, or of its store, to the Plimsoll specification.

  plimsoll run                                     the reference implementation, to see how it looks
  plimsoll run --adapter kubeconfig                the API server that kubectl talks to
  plimsoll run --adapter exec:./my-adapter         yours, through a program in any language

Exit codes: 0 conforms, 1 does not conform, 2 could not run.`;

function programFor(surroundings: Surroundings, version: string, flags: readonly ServerFlag[]): Command {
  const { console } = surroundings;
  const program = new Command('plimsoll')
    .description(introduction)
    .version(version, '--version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(plimsoll COMMAND --help tells more)')
    .configureOutput({
      writeOut: (text) => {
        console.out(text.trimEnd());
      },
      writeErr: (text) => {
        console.err(text.trimEnd());
      },
    });
  addRunCommands(program, surroundings);
  addLookCommands(program, surroundings);
  addSpecificationCommands(program, surroundings);
  addReferenceCommands(program, surroundings, flags);
  addProxyCommand(program, surroundings);
  return program;
}

function addRunCommands(program: Command, { console, suite, end }: Surroundings): void {
  const run = program.command('run').description('judge an implementation, requirement by requirement');
  withRun(withSeed(withSelection(withAdapter(run)))).action(async (given: GivenOptions) => {
    end(await runCommand(await suite(), runCommandOptions(given), console));
  });
  const prove = program
    .command('prove')
    .description('every saboteur must be caught by the requirement that it breaks');
  withSeed(withAdapter(prove))
    .option(
      '--requirement <id>',
      'only the saboteurs of a requirement or area',
      (id: string, before: string[] | undefined) => [...(before ?? []), id],
    )
    .option('--out <dir>', 'where the results go', defaultSources.prove)
    .action(async (given: GivenOptions & { readonly out: string }) => {
      const { adapters, seed, selection } = runOptions({ ...given, seed: given.seed ?? 1 });
      const { requirements } = selection;
      end(
        await proveCommand(
          await suite(),
          { adapters, seed, out: given.out, ...(requirements ? { requirements } : {}) },
          console,
        ),
      );
    });
  program
    .command('merge')
    .description('put the reports of all shards of one run together')
    .argument('<dir...>', 'the folders that the shards wrote')
    .option('--out <dir>', 'where the reports go', join('.plimsoll', 'run'))
    .action(async (folders: string[], { out }: { readonly out: string }) => {
      end(await mergeCommand(await suite(), folders, { out, console }));
    });
}

interface CoverageGiven {
  readonly check?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly run: string;
  readonly prove: string;
}

function addLookCommands(program: Command, { console, suite, end }: Surroundings): void {
  program
    .command('coverage')
    .description('the matrix of the five proofs, from the last results')
    .option('--check', 'exit with 1 where something is neither shown nor stated as missing')
    .option('--json', 'as JSON')
    .option('--markdown', 'as Markdown')
    .option('--run <dir>', 'results of a run on the reference', defaultSources.run)
    .option('--prove <dir>', 'results of a proof', defaultSources.prove)
    .action(async ({ check = false, json = false, markdown = false, run, prove }: CoverageGiven) => {
      const format = json ? 'json' : markdown ? 'markdown' : 'table';
      end(await coverageCommand(await suite(), { check, format, run, prove }, console));
    });
  const list = program.command('list').description('what a run would judge, and what not and why');
  withSeed(withSelection(withAdapter(list))).action(async (given: GivenOptions) => {
    end(await listCommand(await suite(), runOptions(given), console));
  });
  program
    .command('explain')
    .description('a requirement: its sentence, sources, tests, saboteurs, confirmations')
    .argument('<id>')
    .action(async (id: string) => {
      end(await explainCommand(await suite(), id, console));
    });
  program
    .command('judge')
    .description('verdicts over a recorded history (JSON lines), without any implementation')
    .argument('<history>')
    .action(async (file: string) => {
      end(await judgeCommand(await suite(), file, console));
    });
}

function addSpecificationCommands(program: Command, { console, suite, end }: Surroundings): void {
  program
    .command('lint')
    .description('check the chapters, the features and their vocabulary')
    .action(async () => {
      const problems = await suiteProblems(await suite());
      for (const problem of problems) console.out(problemLine(problem));
      console.out(
        problems.length === 0
          ? 'the specification and its features are in order'
          : `${problems.length} problems`,
      );
      end(problems.length === 0 ? 0 : 1);
    });
  program
    .command('accept')
    .description('record the present wording of requirements, after a look at their tests')
    .argument('[id...]')
    .option('--all', 'every new or reworded requirement')
    .action(async (ids: string[], { all = false }: { readonly all?: boolean }) => {
      if (ids.length === 0 && !all)
        throw new UsageError('name the requirements whose wording you accept, or give --all');
      const { root, catalogue } = await suite();
      const changed = await accept(root, catalogue, all ? 'all' : ids);
      console.out(changed.length === 0 ? 'nothing is new or reworded' : `accepted ${changed.join(', ')}`);
    });
  const adapter = program.command('adapter').description('help for authors of adapters');
  adapter
    .command('new')
    .description('write the scaffold of an adapter')
    .argument('<path>', 'a file ending in .mjs or .js, or a folder')
    .action(async (path: string) => {
      const { file, command } = await writeScaffold(path);
      console.out(`wrote ${file}; with an API server on port 8080 try it by\n  ${command}`);
    });
}

function withServerFlags(command: Command, flags: readonly ServerFlag[]): Command {
  for (const { name, argument, text } of flags) command.option(`--${name} ${argument}`, text);
  return command;
}

function addProxyCommand(program: Command, { end }: Surroundings): void {
  program
    .command('proxy')
    .description('serve an API server on this machine, as kubectl proxy does')
    .option('-p, --port <n>', 'where it listens, 0 for any free port', '8001')
    .option('--address <ip>', 'on which address', '127.0.0.1')
    .option('-u, --unix-socket <path>', 'listen there instead')
    .option('--kubeconfig <file>', 'the API server (default: $KUBECONFIG, ~/.kube/config)')
    .option('--context <name>', 'of the kubeconfig (default: the current one)')
    .option('--api-prefix <prefix>', 'where the API is', '/')
    .option('-w, --www <dir>', 'files to serve beside it')
    .option('-P, --www-prefix <prefix>', 'where these are', '/static/')
    .option('--accept-paths <patterns>', 'regular expressions with commas between (default: all)')
    .option('--reject-paths <patterns>', 'stronger than those accepted (default: exec and attach)')
    .option('--accept-hosts <patterns>', 'whom callers must mean (default: this machine)')
    .option('--reject-methods <patterns>', 'such as ^(POST|PUT|PATCH|DELETE)$ (default: none)')
    .option('--disable-filter', 'let everything through; dangerous')
    .action(async (options: Readonly<Record<string, unknown>>) => {
      await proxyCommand(options);
      end(0);
    });
}

function addReferenceCommands(program: Command, { end }: Surroundings, flags: readonly ServerFlag[]): void {
  const serve = program
    .command('serve')
    .description('run the reference as a test server for kubectl and other clients')
    .option('--port, --secure-port <n>', 'port for HTTPS', '6443')
    .option(
      '--insecure-port <n>',
      'port for plain HTTP on loopback, where everybody may do everything; 0 for none (default: 8080, none where an authorization mode or file is given)',
    )
    .option('--nodes <n>', 'number of nodes')
    .option('--data-dir <dir>', 'keep the cluster there')
    .option('--etcd-servers <urls>', 'store everything in this etcd cluster')
    .option('--etcd-prefix <path>', 'where in that etcd (default: /registry)')
    .option('--etcd-cafile <file>', 'who signed the certificates of that etcd, PEM')
    .option('--etcd-certfile <file>', 'the client certificate for that etcd, PEM')
    .option('--etcd-keyfile <file>', 'the key of that certificate, PEM')
    .option('--kubeconfig <file>', 'write a kubeconfig there');
  withServerFlags(serve, flags).action(async (options: Readonly<Record<string, unknown>>) => {
    await serveCommand(options);
    end(0);
  });
  const component = program
    .command('component')
    .description('one component of the reference alone')
    .argument('<name>', 'apiserver, etcd, …')
    .option('--kubeconfig <file>', 'the API server that it works with; for apiserver: the file to write')
    .option('--port <n>', 'where apiserver or etcd listens (default: any free port)')
    .option('--etcd-servers <urls>', 'the store of apiserver (default: one in memory)')
    .option('--etcd-prefix <path>', 'where in that store (default: /registry)')
    .option('--etcd-cafile <file>', 'who signed the certificates of that store, PEM')
    .option('--etcd-certfile <file>', 'the client certificate for that store, PEM')
    .option('--etcd-keyfile <file>', 'the key of that certificate, PEM')
    .option('--name <name>', 'of the member of etcd (default: "default")')
    .option('--data-dir <dir>', 'where etcd keeps its log (default: in memory)')
    .option('--listen-client-urls <urls>', 'where etcd listens for clients, in place of --port')
    .option('--advertise-client-urls <urls>', 'what the member list says of that (default: the same)')
    .option('--listen-metrics-urls <urls>', 'where etcd answers /health and /metrics besides')
    .option('--listen-peer-urls <url>', 'where etcd listens for its peers')
    .option('--initial-cluster <members>', 'NAME=URL,NAME=URL… of all first members of etcd')
    .option('--initial-cluster-state <state>', 'new, or existing to join')
    .option('--initial-cluster-token <token>', 'tells clusters with the same addresses apart')
    .option('--heartbeat-interval <ms>', 'of the leader of etcd')
    .option('--election-timeout <ms>', 'without a heartbeat, until there is an election')
    .option('--quota-backend-bytes <n>', 'what etcd stores at most (default, and 0: 2 GiB)')
    .option('--max-request-bytes <n>', 'what etcd takes as one request')
    .option('--auto-compaction-mode <mode>', 'periodic (default) or revision')
    .option('--auto-compaction-retention <t>', 'history that etcd keeps: 1h, 30m, or revisions')
    .option('--cert-file <file>', 'the certificate of etcd for clients, PEM')
    .option('--key-file <file>', 'its key, PEM')
    .option('--trusted-ca-file <file>', 'who signs the certificates of clients, PEM')
    .option('--client-cert-auth', 'serve only clients with such a certificate')
    .option('--peer-cert-file <file>', 'the certificate of etcd among its peers, PEM')
    .option('--peer-key-file <file>', 'its key, PEM')
    .option('--peer-trusted-ca-file <file>', 'who signs the certificates of peers, PEM');
  withServerFlags(component, flags).action(
    async (name: string, options: Readonly<Record<string, unknown>>) => {
      await componentCommand(name, options);
      end(0);
    },
  );
}
