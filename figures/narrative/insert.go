package narrative

import "strings"

// Insert puts what the question offers in place of the number it asks about,
// in the text of its part. False where nothing is offered, or the text is
// another by now.
func Insert(text string, q Question) (string, bool) {
	if q.Replace == "" || q.Line < 1 {
		return text, false
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	at, want := q.Offset, []rune(q.Number)
	for i := q.Line - 1; i < len(lines); i++ {
		line := strings.Trim(lines[i], " \t\r\u3000\u00a0")
		if line == "" {
			return text, false
		}
		runes := []rune(line)
		if at >= len(runes) {
			at -= len(runes)
			continue
		}
		if at < 0 || at+len(want) > len(runes) || string(runes[at:at+len(want)]) != q.Number {
			return text, false
		}
		indent, rest, _ := strings.Cut(lines[i], line)
		lines[i] = indent + string(runes[:at]) + q.Replace + string(runes[at+len(want):]) + rest
		return strings.Join(lines, "\n"), true
	}
	return text, false
}
