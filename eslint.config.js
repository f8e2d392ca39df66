import tseslint from 'typescript-eslint';

const chanceAndTime = [
  { name: 'Date', message: 'Ask the Environment: environment.clock.now().' },
  { name: 'setTimeout', message: 'Ask the Environment: environment.timers.after().' },
  { name: 'setInterval', message: 'Ask the Environment: environment.timers.after().' },
  { name: 'setImmediate', message: 'Ask the Environment: environment.timers.after().' },
  { name: 'performance', message: 'Ask the Environment: environment.clock.now().' },
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.plimsoll/**', 'schemas/types/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['reference/**/*.ts'],
    ignores: ['reference/sim/host*.ts', 'reference/sim/virtual*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...chanceAndTime],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Ask the Environment: environment.random(label).' },
      ],
    },
  },
  {
    files: ['*.js', '*.cjs', '*.mjs', '**/*.js', '**/*.mjs', '**/*.cjs', '*.config.ts'],
    ...tseslint.configs.disableTypeChecked,
  },
  { files: ['*.config.js', '*.config.ts', 'eslint.config.js'], rules: { 'no-restricted-exports': 'off' } },
);
