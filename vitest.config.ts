import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findBrowser } from './src/bench/browser-binary.ts'

// `unit` needs nothing but Node; `browser` mounts components in a real browser;
// `e2e` (test/site) opens the built site in one.
const browserTests = 'test/browser/**/*.test.ts'
const siteTests = 'test/site/**/*.test.ts'

const asked = process.argv.join(' ')
const wantsBrowser = !/--project[= ]unit/.test(asked)
const chromium = wantsBrowser ? await findBrowser() : null

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [browserTests, siteTests, 'node_modules/**'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'browser',
          include: [browserTests],
          testTimeout: 20_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: chromium ? { executablePath: chromium.path, args: chromium.args, env: chromium.env } : {},
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: [siteTests],
          environment: 'node',
          globalSetup: ['test/site/built-site.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
