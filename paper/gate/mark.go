package gate

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// level is a mark of classification as it stands on paper (保守国家秘密法
	// art. 17 and 国家秘密定密管理规定): the level, ★, the term.
	level = regexp.MustCompile(`(绝[\s\x{3000}\x{a0}]{0,4}密|机[\s\x{3000}\x{a0}]{0,4}密|秘[\s\x{3000}\x{a0}]{0,4}密)[\s\x{3000}\x{a0}]{0,4}[★☆✩✭⭐＊*][\s\x{3000}\x{a0}]{0,4}([0-9０-９一二三四五六七八九十]{1,3}[\s\x{3000}\x{a0}]{0,2}(?:年|个月|月|天)|长[\s\x{3000}\x{a0}]{0,2}期)?`)
	// graded is a field of a form.
	graded = regexp.MustCompile(`密[\s\x{3000}\x{a0}]{0,4}级[\s\x{3000}\x{a0}]{0,4}[:：]?[\s\x{3000}\x{a0}]{0,4}[【\[（(]?[\s\x{3000}\x{a0}]{0,2}(绝[\s\x{3000}\x{a0}]{0,4}密|机[\s\x{3000}\x{a0}]{0,4}密|秘[\s\x{3000}\x{a0}]{0,4}密)(?:级|★|\s|\x{3000}|$|[】\]）)])`)
	// alone is a level with nothing else on its line.
	alone = regexp.MustCompile(`(?m)^[\s\x{3000}\x{a0}【\[（(]*(绝[\s\x{3000}\x{a0}]{0,4}密|机[\s\x{3000}\x{a0}]{0,4}密|秘[\s\x{3000}\x{a0}]{0,4}密)(?:级)?[\s\x{3000}\x{a0}】\]）)]*$`)
	// inward are words on a paper that is not for the public; a sentence that
	// speaks of such papers is none.
	inward = regexp.MustCompile(`内部文件|内部资料|内部使用|内部掌握|内部传阅|内部参考|内部刊物|内部材料|内部发行|注意保管|注意保存|不得外传|严禁外传|请勿外传|切勿外传|不得扩散|阅后收回|阅后即焚|工作秘密`)
)

// longestStamp is how long a line may be that is a mark and no sentence, in
// characters without blanks.
const longestStamp = 24

// marks tells of marks of secrecy.
func (v *view) marks() {
	if strings.Contains(v.s, "密") {
		for _, expression := range []*regexp.Regexp{level, graded, alone} {
			for _, m := range expression.FindAllStringSubmatchIndex(v.s, -1) {
				if expression == alone && v.at.Part == "keywords" {
					continue
				}
				before, _ := utf8.DecodeLastRuneInString(v.s[:m[2]])
				if strings.ContainsRune("作业家人", before) {
					continue // 工作秘密, 商业秘密 and 国家秘密 are no levels
				}
				if start, end := trimmed(v.s, m[0], m[1]); v.free(start, end) {
					v.tell(Classification, start, end, strings.Join(strings.Fields(v.s[start:end]), ""), "")
				}
			}
		}
	}
	if !strings.Contains(v.s, "内部") && !strings.Contains(v.s, "注意保") && !strings.Contains(v.s, "外传") &&
		!strings.Contains(v.s, "工作秘密") && !strings.Contains(v.s, "扩散") && !strings.Contains(v.s, "阅后") {
		return
	}
	for _, m := range inward.FindAllStringIndex(v.s, -1) {
		start, end := m[0], m[1]
		if !v.free(start, end) || !v.stamped(start, end) {
			continue
		}
		kind := Internal
		if v.s[start:end] == "工作秘密" {
			kind = WorkSecret
		}
		v.tell(kind, start, end, v.s[start:end], "")
	}
}

func trimmed(s string, start, end int) (int, int) {
	for start < end && strings.ContainsRune(" \t\r\n\u3000", rune(s[start])) {
		start++
	}
	return start, start + len(strings.TrimRight(s[start:end], " \t\r\n\u3000"))
}

// stamped says whether the words are a mark on the paper: alone in brackets, or
// in a short line that is no sentence.
func (v *view) stamped(start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(v.s[:start])
	after, _ := utf8.DecodeRuneInString(v.s[end:])
	open := strings.ContainsRune("（(【[〔［", before)
	if open && strings.ContainsRune("）)】]〕］，,、；; 　★", after) {
		return true
	}
	from := strings.LastIndexByte(v.s[:start], '\n') + 1
	to := len(v.s)
	if i := strings.IndexByte(v.s[end:], '\n'); i >= 0 {
		to = end + i
	}
	line := strings.Join(strings.Fields(v.s[from:to]), "")
	if utf8.RuneCountInString(line) > longestStamp || v.at.Part == "title" && !open || v.at.Part == "keywords" {
		return false
	}
	if v.at.Part == "name" {
		return strings.ContainsRune("（(【[-_ ", before) || start == 0
	}
	rest := inward.ReplaceAllString(strings.ReplaceAll(line, "不得公开", ""), "")
	rest = strings.TrimFunc(rest, func(r rune) bool {
		return strings.ContainsRune("（）()【】[]〔〕★☆:：，,、。.；;!！—-－", r)
	})
	// what remains beside the mark is a number or a term, not a sentence
	return utf8.RuneCountInString(rest) <= 8 && !strings.ContainsAny(rest, "的和与或等应不为是由办管规制条级度")
}
