import js from '@eslint/js'
import astro from 'eslint-plugin-astro'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist/', '.astro/', '.cache/', 'node_modules/', 'public/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  ...astro.configs.recommended,
  ...astro.configs['jsx-a11y-recommended'],
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      'no-undef': 'off',
      'no-control-regex': 'off',
      'prefer-const': 'error',
      'no-empty': ['error', { allowEmptyCatch: true }],
    },
  },
  { files: ['**/*.svelte'], rules: { 'prefer-const': 'off' } },
  // In a test a value that is not there ends the test, which is what should happen.
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  // Markup is only ever made by the build or by Svelte; a string never becomes HTML.
  { files: ['src/**'], rules: { 'svelte/no-at-html-tags': 'error' } },
  {
    files: ['src/**/*.svelte', 'src/**/*.svelte.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.name='$state'] > :matches(ArrayExpression, ObjectExpression, NewExpression, CallExpression).arguments",
          message:
            'Use $state.raw and assign anew: deep state is left out of what the site ships (src/site/lean-scripts.ts).',
        },
      ],
    },
  },
)
