package demo

import (
	"encoding/json"
	"fmt"
	"slices"

	"gongkai/cities"
)

// agency is what a story needs to know of one.
type agency struct {
	Code   string
	Parent string
	Name   string
	Short  string
	Kind   string
	Prefix string
	Series []string
}

type city struct {
	agencies  []*agency
	byCode    map[string]*agency
	districts []*agency // the counties and zones
}

func readCity() (*city, error) {
	text, err := cities.FS.ReadFile("changchun/agencies.json")
	if err != nil {
		return nil, err
	}
	c := &city{byCode: map[string]*agency{}}
	if err := json.Unmarshal(text, &c.agencies); err != nil {
		return nil, fmt.Errorf("agencies.json: %w", err)
	}
	for _, a := range c.agencies {
		c.byCode[a.Code] = a
		if a.Kind == "county" || a.Kind == "zone" {
			c.districts = append(c.districts, a)
		}
	}
	return c, nil
}

// of lists the agencies a name in a grammar stands for: one by its code, or
// all of a kind.
func (c *city) of(name string) []*agency {
	if a := c.byCode[name]; a != nil {
		return []*agency{a}
	}
	if name == "dept" {
		name = "department"
	}
	list := slices.Clone(c.agencies)
	return slices.DeleteFunc(list, func(a *agency) bool { return a.Kind != name })
}
