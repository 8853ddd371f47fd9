package desk

import (
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/regulation"
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

// attributeChoices is the attributes after a blank.
func attributeChoices(blank string) []page.Choice {
	list := []page.Choice{{Text: blank}}
	for _, row := range publication.Attributes {
		list = append(list, page.Choice{Value: string(row.Attribute), Text: row.Name})
	}
	return list
}

// convertChoices is what something kept can be opened to.
func convertChoices(p draftShowPage) []page.Choice {
	list := []page.Choice{{Value: string(publication.Proactive), Text: "主动公开", Hint: "退回起草，重新走审查和签发"}}
	if p.Draft.Attribute == publication.Withheld {
		list = append(list, page.Choice{Value: string(publication.OnRequest), Text: "依申请公开", Reveal: convertNext(p)})
	}
	return list
}

// grounds is the refusal grounds of the edition in force, after a blank.
func (d *Desk) grounds() []page.Choice {
	list := []page.Choice{{Text: "请选择"}}
	if edition, ok := regulation.EditionOn(d.Office.Today()); ok {
		for _, g := range edition.Grounds {
			list = append(list, page.Choice{Value: g.Code, Text: g.Name + "（" + g.Article + "）"})
		}
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
		list = append(list, a.Agency)
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
