package gazette

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gongkai/affairs/text"
)

var (
	ErrContents = errors.New("请填写目录，一行一篇")
	ErrArticles = errors.New("一期不能超过 500 篇")
	ErrColumns  = errors.New("应写成“题目 | 文号 | 页码”，没有文号的写“题目 | 页码”")
	ErrTitle    = errors.New("缺少题目")
	ErrPage     = errors.New("缺少页码，例如 3 或者 3-7")
	ErrBeyond   = errors.New("页码超出了这一期的页数")
	ErrTwice    = errors.New("题目和文号与前面的一篇相同")
	ErrIndex    = errors.New("没有找到这个索引号的公开信息")
	ErrHeading  = errors.New("公开信息没有 PDF 和图片，正文里也没有以这个题目为标题的一段")
)

// Fault is what is wrong with a line of the contents.
type Fault struct {
	Line int // from 1, blank lines counted
	Err  error
}

func (f Fault) Error() string { return fmt.Sprintf("目录第 %d 行：%s", f.Line, f.Err) }

func (f Fault) Unwrap() error { return f.Err }

// Faults is everything wrong with a table of contents, in the order of its
// lines.
type Faults []Fault

func (f Faults) Error() string {
	list := make([]string, len(f))
	for i, one := range f {
		list[i] = one.Error()
	}
	return strings.Join(list, "；")
}

// Unwrap is each of them.
func (f Faults) Unwrap() []error {
	list := make([]error, len(f))
	for i, one := range f {
		list[i] = one
	}
	return list
}

// ReadContents reads a table of contents, an article a line, as it is printed:
//
//	【市政府文件】
//	关于某事的通知 | 长府发〔2016〕1号 | 3-7
//	大事记 | 48
//
// A line in 【】 names the section of those after it. The fourth column, if
// there is one, is the index number of the publication it prints. Articles have
// no serials yet. Errors: [ErrContents], [ErrArticles], [Faults].
func ReadContents(s string) ([]Article, error) {
	list, _, err := readContents(s)
	return list, err
}

// readContents gives with each article the line it stands in.
func readContents(s string) ([]Article, []int, error) {
	s, err := text.Block(s, 0)
	if err != nil {
		return nil, nil, err
	}
	var list []Article
	var lines []int
	var faults Faults
	section := ""
	known := map[[2]string]bool{}
	for n, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if name, ok := strings.CutPrefix(line, "【"); ok && strings.HasSuffix(name, "】") {
			if section, err = text.Line(strings.TrimSuffix(name, "】"), maxLine); err != nil {
				faults = append(faults, Fault{n + 1, err})
			}
			continue
		}
		a, err := readArticle(line)
		if err == nil && known[[2]string{a.Title, a.Number}] {
			err = ErrTwice
		}
		if err != nil {
			faults = append(faults, Fault{n + 1, err})
			continue
		}
		known[[2]string{a.Title, a.Number}] = true
		a.Section = section
		list, lines = append(list, a), append(lines, n+1)
	}
	switch {
	case faults != nil:
		return nil, nil, faults
	case len(list) == 0:
		return nil, nil, ErrContents
	case len(list) > MaxArticles:
		return nil, nil, ErrArticles
	}
	return list, lines, nil
}

func readArticle(line string) (Article, error) {
	var a Article
	columns := strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
	for n := range columns {
		column, err := text.Line(columns[n], maxTitle)
		if err != nil {
			return a, err
		}
		columns[n] = column
	}
	a.Title = columns[0]
	switch len(columns) {
	case 1:
	case 2:
		if first, last, ok := pages(columns[1]); ok {
			a.First, a.Last = first, last
		} else {
			a.Number = columns[1]
		}
	case 3, 4:
		a.Number = columns[1]
		if len(columns) == 4 {
			a.Index = strings.ToUpper(columns[3])
		}
		var ok bool
		if a.First, a.Last, ok = pages(columns[2]); !ok && columns[2] != "" {
			return a, ErrColumns
		}
	default:
		return a, ErrColumns
	}
	if a.Title == "" {
		return a, ErrTitle
	}
	return a, nil
}

// pages reads 3, 3-7 and 第3—7页.
func pages(s string) (first, last int, ok bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '—' || r == '–' || r == '－' || r == '～' || r == '~' || r == '至':
			return '-'
		case r == '第' || r == '页' || r == ' ' || r == '　':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, s)
	a, b, two := strings.Cut(s, "-")
	if !two {
		b = a
	}
	first, err1 := strconv.Atoi(a)
	last, err2 := strconv.Atoi(strings.TrimLeft(b, "-")) // a long dash may be two signs
	return first, last, err1 == nil && err2 == nil && first >= 1 && last >= first && last <= MaxPages
}

// Contents is the articles as [ReadContents] reads them.
func Contents(list []Article) string {
	var b strings.Builder
	section := ""
	for _, a := range list {
		if a.Section != section {
			section = a.Section
			b.WriteString("【" + section + "】\n")
		}
		b.WriteString(a.Title)
		if a.Number != "" || a.Index != "" {
			b.WriteString(" | " + a.Number)
		}
		if a.First > 0 || a.Index != "" {
			b.WriteString(" | " + a.Pages())
		}
		if a.Index != "" {
			b.WriteString(" | " + a.Index)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Pages is the pages as printed: 3, or 3-7; "" where there are none.
func (a Article) Pages() string {
	switch {
	case a.First == 0:
		return ""
	case a.Last == a.First:
		return strconv.Itoa(a.First)
	}
	return strconv.Itoa(a.First) + "-" + strconv.Itoa(a.Last)
}
