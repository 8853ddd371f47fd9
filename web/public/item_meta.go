package public

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
)

// headFact is one line of metadata in a page's head: by name, as Dublin Core
// has it, or by property, as OpenGraph.
type headFact struct{ name, property, content string }

// headFacts is the Dublin Core and OpenGraph of an item.
func (v itemPage) headFacts(c *city) []headFact {
	var list []headFact
	dc := func(name, content string) {
		if content != "" {
			list = append(list, headFact{name: "DC." + name, content: content})
		}
	}
	dc("title", v.content.Title)
	dc("creator", v.publisher.zh)
	dc("publisher", c.name.zh)
	dc("identifier", v.p.Index)
	dc("identifier", v.content.Number)
	dc("date.created", v.issued)
	dc("date.issued", v.published)
	if v.version > 1 {
		dc("date.modified", v.p.VersionAt.UTC().Format("2006-01-02"))
	}
	for _, k := range v.categories {
		dc("subject", k.label.zh)
	}
	for _, word := range keywords(v.content.Keywords) {
		dc("subject", word)
	}
	dc("type", "Text")
	dc("format", htmlType)
	dc("language", "zh-CN")
	dc("coverage", c.name.zh)
	dc("relation", v.content.Interprets)
	dc("rights", licenceLine)
	if v.determined() {
		dc("accessRights", publication.Proactive.Name())
	}
	og := func(property, content string) {
		if content != "" {
			list = append(list, headFact{property: property, content: content})
		}
	}
	og("og:type", "article")
	og("og:title", v.content.Title)
	og("og:site_name", c.name.zh+"政府信息公开")
	og("og:locale", "zh_CN")
	if c.address != "" {
		og("og:url", v.address)
	}
	og("article:published_time", stamp(v.p.PublishedAt))
	return list
}

// structured is the item and the way to it after schema.org, as JSON-LD.
// Addresses are without a host where the city gave none: they then hold as
// those of any link of the page.
func (v itemPage) structured(c *city) map[string]any {
	kind := "DigitalDocument"
	switch {
	case v.content.Document():
		kind = "Legislation"
	case tables(v.content.Attachments):
		kind = "Dataset"
	}
	by := map[string]any{"@type": "GovernmentOrganization", "name": v.publisher.zh}
	if v.column != "" {
		by["@id"], by["url"] = c.address+v.column, c.address+v.column
	}
	item := map[string]any{
		"@type": kind, "@id": v.address, "url": v.address, "mainEntityOfPage": v.address, "name": v.content.Title,
		"identifier": map[string]string{"@type": "PropertyValue", "name": "索引号", "value": v.p.Index}, "inLanguage": "zh-CN", "isAccessibleForFree": true,
		"datePublished": stamp(v.p.PublishedAt), "dateModified": stamp(v.p.VersionAt), "version": v.version, "publisher": by, "license": c.address + licenceHref,
	}
	set := func(key, value string) {
		if value != "" {
			item[key] = value
		}
	}
	set("dateCreated", v.issued)
	if words := keywords(v.content.Keywords); len(words) > 0 {
		item["keywords"] = words
	}
	if n := len(v.categories); n > 0 {
		item["about"] = v.categories[n-1].label.zh
	}
	if kind == "Legislation" {
		set("legislationIdentifier", v.content.Number)
		set("legislationDate", v.issued)
		item["legislationPassedBy"] = by
		item["legislationJurisdiction"] = c.name.zh
		switch {
		case v.content.Validity.Ceased():
			item["legislationLegalForce"] = "https://schema.org/NotInForce"
		case v.content.Validity == publication.InForce:
			item["legislationLegalForce"] = "https://schema.org/InForce"
		}
	} else {
		set("alternateName", v.content.Number)
	}
	if v.policy.href != "" {
		item["isBasedOn"] = c.address + v.policy.href
	}
	var files []any
	for _, f := range v.files {
		if f.held {
			continue
		}
		files = append(files, map[string]any{"@type": "DataDownload", "name": f.name, "contentUrl": c.address + f.href, "encodingFormat": f.media, "contentSize": f.size})
	}
	if files != nil {
		key := "associatedMedia"
		if kind == "Dataset" {
			key = "distribution"
			item["description"] = v.content.Title + "，" + v.publisher.zh + "，" + v.published
		}
		item[key] = files
	}
	return map[string]any{"@context": "https://schema.org", "@graph": []any{item, v.trail(c)}}
}

// trail is the breadcrumbs of the page, in Chinese.
func (v itemPage) trail(c *city) map[string]any {
	var steps []any
	add := func(name, href string) {
		steps = append(steps, map[string]any{"@type": "ListItem", "position": len(steps) + 1, "name": name, "item": c.address + href})
	}
	add("首页", "/")
	if v.column != "" {
		add(v.publisher.zh, v.column)
	}
	for _, k := range v.categories {
		add(k.label.zh, k.href)
	}
	add(v.content.Title, itemHref(v.p.Index))
	return map[string]any{"@type": "BreadcrumbList", "itemListElement": steps}
}

// tables says whether what is attached is tables and nothing else.
func tables(list []publication.Attachment) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(a publication.Attachment) bool {
		return !slices.Contains([]string{".csv", ".xlsx", ".xls", ".ods", ".json"}, strings.ToLower(path.Ext(a.Name)))
	})
}

// structuredAgency is an agency after schema.org.
func structuredAgency(c *city, a agency.Agency) map[string]any {
	here := c.address + agencyHref(a.Code)
	org := map[string]any{"@context": "https://schema.org", "@type": "GovernmentOrganization", "@id": here, "url": here, "name": a.Name, "identifier": string(a.Code)}
	for key, value := range map[string]string{"alternateName": a.Short, "telephone": a.Card.Phone, "faxNumber": a.Card.Fax, "email": a.Card.Email, "address": a.Card.Address} {
		if value != "" {
			org[key] = value
		}
	}
	if parent, ok := c.byCode[a.Parent]; ok {
		org["parentOrganization"] = map[string]string{"@type": "GovernmentOrganization", "@id": c.address + agencyHref(parent.Code), "name": parent.Name}
	}
	return org
}

// jsonLD is a block of data in a page. It is not run: the site's policy on
// scripts does not concern it. Marshalling escapes what could end the block.
func jsonLD(v map[string]any) (templ.Component, error) {
	body, err := json.Marshal(v)
	return templ.Raw(`<script type="application/ld+json">` + string(body) + `</script>`), err
}

// itemHead is what programs read in the head of an item's page.
func itemHead(v itemPage, c *city) (templ.Component, error) {
	data, err := jsonLD(v.structured(c))
	if err != nil {
		return nil, err
	}
	canonical := ""
	if c.address != "" {
		canonical = v.address
	}
	return templ.Join(headFacts(v.headFacts(c), canonical), data), nil
}
