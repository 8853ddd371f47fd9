package check

import "strings"

// PowerOf is what the name of an agency tells of its power to make rules (规章):
// governments of towns, townships, subdistricts, counties and districts have
// none. The State Council's departments, provinces, cities with districts and
// autonomous prefectures have it, but a name alone does not tell such a city
// from one without districts, nor their bureaus from the State Council's.
func PowerOf(agency string) Power {
	name, _, _ := strings.Cut(agency, "(")
	name, _, _ = strings.Cut(name, "（")
	name = strings.TrimSpace(name)
	for _, tail := range []string{"人民政府办公室", "人民政府", "办事处", "政府"} {
		name = strings.TrimSuffix(name, tail)
	}
	for _, tail := range []string{"乡", "镇", "街道", "县", "区"} {
		if strings.HasSuffix(name, tail) && !strings.HasSuffix(name, "自治区") {
			return MakesNone
		}
	}
	return PowerUnknown
}
