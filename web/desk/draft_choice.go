package desk

import (
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

func withBlank(text string, list []page.Choice) []page.Choice {
	return append([]page.Choice{{Text: text}}, list...)
}

func mineChoices(list []asked) []page.Choice {
	var choices []page.Choice
	for _, a := range list {
		choices = append(choices, page.Choice{Value: string(a.Agency), Text: a.Name})
	}
	return withBlank("请选择", choices)
}

// channelChoices is the channels one may choose; untold offers 微博或微信 too,
// for records that do not tell the two apart.
func channelChoices(untold bool) []page.Choice {
	var list []page.Choice
	for _, row := range publication.Channels {
		c := page.Choice{Value: row.Code, Text: row.Name}
		if row.Channel == publication.Social {
			if !untold {
				continue
			}
			c.Hint = "原来的记录没有区分是哪一种；年报中两种都不计入"
		}
		list = append(list, c)
	}
	return list
}

func stageChoices() []page.Choice {
	var list []page.Choice
	for _, s := range publication.Stages {
		list = append(list, page.Choice{Value: string(s), Text: string(s)})
	}
	return append(list, page.Choice{Value: "", Text: "不标注"})
}

func validityChoices() []page.Choice {
	list := []page.Choice{{Text: "不适用"}}
	for _, row := range publication.Validities {
		list = append(list, page.Choice{Value: string(row.Validity), Text: row.Name})
	}
	return list
}

func hereOf(p draftFormPage) string {
	if p.Draft.ID == 0 {
		return "/desk/draft/new"
	}
	return "/desk/drafts"
}

func crumbsOf(p draftFormPage) []page.Link {
	if p.Draft.ID == 0 {
		return nil
	}
	return []page.Link{{Text: "在办信息", Href: "/desk/drafts"}, {Text: p.Draft.Content.Title, Href: "/desk/draft/" + number(p.Draft.ID)}}
}

// unchanged says whether nothing differs.
func unchanged(list []richtext.Change) bool {
	return !slices.ContainsFunc(list, func(c richtext.Change) bool { return c.Kind != richtext.Kept })
}

// inOrder is the agencies in the order in which people list them.
func (n names) inOrder() []agency.Agency {
	list := make([]agency.Agency, 0, len(n))
	for _, a := range n {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b agency.Agency) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return list
}
