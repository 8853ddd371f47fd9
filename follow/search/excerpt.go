package search

import "gongkai/follow/search/word"

const (
	excerptWidth = 120 // characters of a piece of text
	fileWidth    = 80
)

// Excerpts shows, of each document, where the words of the query stand.
func (x *Index) Excerpts(q Query, docs []Document) []Excerpt {
	words := word.Parse(q.Words)
	list := make([]Excerpt, len(docs))
	for i, d := range docs {
		list[i] = excerpt(words, d)
	}
	return list
}

func excerpt(words word.Words, d Document) Excerpt {
	e := Excerpt{Title: marks(word.Highlight(d.Title, words, 0)), File: -1}
	if d.Text != "" {
		e.Text = marks(word.Cut(d.Text, words, excerptWidth))
	}
	if len(words.List) == 0 || len(d.Files) == 0 {
		return e
	}
	title, text := titleLine(d), word.Fold(d.Text)
	var missing word.Words
	for _, w := range words.List {
		if !word.Match(title, w) && !word.Match(text, w) {
			missing.List = append(missing.List, w)
		}
	}
	if len(missing.List) == 0 {
		return e
	}
	best, most := -1, 0
	for i, p := range d.Files {
		folded, n := word.Fold(p.Text), 0
		for _, w := range missing.List {
			if word.Match(folded, w) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if best >= 0 {
		p := d.Files[best]
		e.File, e.FileName, e.Page = p.File, p.Name, p.Page
		e.FileText = marks(word.Cut(p.Text, words, fileWidth))
	}
	return e
}

func marks(list []word.Mark) []Mark {
	out := make([]Mark, len(list))
	for i, m := range list {
		out[i] = Mark(m)
	}
	return out
}
