// Package cities (城市) carries what makes this program the office of one city
// and not of another. A city is a folder of data; no line of Go knows its name.
//
// Each folder holds
//
//  1. city.json: the names of the city and its site, its disclosure office
//     (主管部门) with the contact facts its own annual report prints, and the
//     day its platform went live.
//  2. agencies.json: the agencies as a tree by "parent", in the order the city
//     lists them. "kind" is government (the root), county, zone, department or
//     township; the first three below the root are the agencies that report
//     each year. "prefix" is the 发文机关代字, "series" the numbered series the
//     agency issues under, the principal one first. "contact" is the 公开名片.
//  3. categories.json: the city's own branches below the roots of the
//     Regulation. A "parent" such as A05 or B03 is not found in the file: the
//     roots are the lists of articles 20 and 21 and come from law/regulation.
//     A01 to A15 are article 20 (1) to (15), B01 to B07 article 21 for cities
//     and counties, C01 to C08 article 21 for townships, in the order of the
//     sentence.
//  4. topics.json: matters of public concern (专题). An item belongs to a topic
//     when its category is listed or one of its 主题词 is.
//  5. obligations.json: what must stand on the portal in each key area, and
//     how often it must be renewed: "month", "quarter", "year", or "change"
//     when something happens. "levels" are city, county, township.
//
// Telephone numbers and addresses are invented, all but those of the city's
// disclosure office; e-mail addresses end in .example and reach nobody.
package cities

import "embed"

// FS holds the folders, one a city: changchun/city.json and its neighbours.
//
//go:embed changchun
var FS embed.FS
