package gongkai_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// narrow is a half-width mark between Chinese words, or between one and a value put in beside it.
var narrow = regexp.MustCompile(`\p{Han}[,;:?]\p{Han}|(?:\p{Han}|%[sdvwq])[,;:?] ?(?:\p{Han}|%[sdvwq])|\(第 %d|\(最[大多] %d|\p{Han}\([^()]*\)\p{Han}`)

// notSentences are what nobody reads as a Chinese sentence: forms of lines and addresses, patterns, names of fonts
// and files, English that names Chinese headings.
var notSentences = regexp.MustCompile(`://|日期,节日名称|方正小标宋_GBK|楷体,KaiTi|仿宋,FangSong|名称\(2019-04-03\)|\\p\{|\(\?|%s: 数据库地址不正确| or 文号`)

// readers know both kinds of marks in what they read.
var readers = []string{"paper/gate", "paper/gate/gatetest", "paper/norm", "figures/narrative", "follow/search/word"}

// Chinese sentences have full-width marks.
func TestChineseMarksAreWide(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	seen := 0
	for _, s := range sources(t) {
		if s.test || slices.Contains(readers, s.dir) || strings.HasPrefix(s.dir, "scripts") || strings.HasPrefix(s.dir, "demo") {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			words, err := strconv.Unquote(literal.Value)
			if err != nil || !han.MatchString(words) || notSentences.MatchString(words) {
				return true
			}
			seen++
			if mark := narrow.FindString(words); mark != "" {
				t.Errorf("%s: half-width mark in %q: %q", s.fset.Position(literal.Pos()), mark, words)
			}
			return true
		})
	}
	if seen < 5000 {
		t.Fatalf("only %d Chinese literals found", seen)
	}
}
