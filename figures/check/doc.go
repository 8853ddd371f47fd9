// Package check (核验) holds a filled table against the identities of its form.
//
// Every identity of law/form is judged at every place: it holds, it fails, or it
// cannot be judged, because cells are unknown or what lies beside the table (last
// year's, the members', the text) is not at hand. A failure names the cell, the
// rule, what was expected and what was found. What is judged and how:
//
//  1. A printed number counts as printed. A stroke counts as nothing.
//  2. A blank, or a cell that is missing, is zero if the total it belongs to is
//     printed and the other parts already make it; otherwise it is unknown.
//  3. A sum that reports of its form often leave out is computed when its row is
//     missing and its parts are known.
//  4. An unknown count is still not negative: parts that exceed their total
//     fail, whatever else is unknown.
//  5. A rounded number (约, 余) makes no identity fail that a true number near
//     it could hold.
//  6. A figure of the text stands for the cells it names where the table lacks
//     them; an identity may hold by it, but does not fail by it.
//
// Of several failures that share a cell, the cell that lies in all of them and in
// nothing that holds is the suspect.
package check
