// Package browser (浏览器) opens pages in a real, headless Chromium for tests: what a person sees, and what axe-core
// says about it. One Chromium serves a whole test binary; each test has cookies and a tab of its own. Where none is
// installed the tests skip with a sentence.
//
// axe.min.js is axe-core 4.14.1 by Deque Systems, under the Mozilla Public License 2.0 (axe.LICENSE), unchanged.
package browser
