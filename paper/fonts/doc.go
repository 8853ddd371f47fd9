// Package fonts (字库) holds the characters that printed papers are set in:
// cuts of the Noto families under the SIL Open Font Licence 1.1 (OFL.txt),
// made by scripts/fonts/make. 方正小标宋, 仿宋_GB2312 and 黑体, which GB/T 9704
// names, may not be handed on; Word papers name them, and PDF papers stand
// these in their place.
package fonts
