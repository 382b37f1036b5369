// Makes, with the client that oapi-codegen has generated, what every generated client has to be able to.
package main

import (
	"context"
	"log"
	"os"

	"example.org/notes/api"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(ok bool, what string, got any) {
	if !ok {
		log.Fatalf("%s: %+v", what, got)
	}
}

func main() {
	ctx := context.Background()
	client := must(api.NewClientWithResponses(os.Getenv("NOTES_URL")))

	priority := int32(43)
	created := must(client.CreateNoteWithResponse(ctx, nil, api.NoteBody{Title: "From Go", Priority: &priority}))
	check(created.JSON201 != nil && created.JSON201.Version == 1, "create", created)
	id := created.JSON201.Id

	token := created.HTTPResponse.Header.Get("Consistency-Token")
	limit := int32(100)
	page := must(client.ListNotesWithResponse(ctx, &api.ListNotesParams{
		PriorityGe: &priority, Limit: &limit, ConsistencyToken: &token,
	}))
	check(page.JSON200 != nil, "list", page)
	found := 0
	for _, one := range page.JSON200.Notes {
		if one.Id == id {
			found++
		}
	}
	check(found == 1, "list", page.JSON200)

	version := `"1"`
	params := &api.ReplaceNoteParams{IfMatch: &version}
	changed := must(client.ReplaceNoteWithResponse(ctx, id, params, api.NoteBody{Title: "Changed"}))
	check(changed.JSON200 != nil, "replace", changed)
	late := must(client.ReplaceNoteWithResponse(ctx, id, params, api.NoteBody{Title: "Too late"}))
	problem := late.ApplicationproblemJSON412
	check(problem != nil && problem.Current != nil && problem.Current.Title == "Changed", "conflict", late)

	deleted := must(client.DeleteNoteWithResponse(ctx, id, nil))
	check(deleted.StatusCode() == 204, "delete", deleted)
}
