namespace Vidimus.Client;

public sealed partial class CredentialCalls
{
    /// <summary>The credential as signed.</summary>
    public Task<CredentialDocument> Document(
        string id,
        DocumentForm form = DocumentForm.Json,
        CancellationToken cancellation = default
    )
    {
        var call = Call.Get("/v1/credentials/{id}/document", Ids.Credential(id)) with
        {
            Query = [("form", Words.Of<DocumentForm>(form))],
            Accept = $"{Documents.MediaType(form)}, application/json",
        };
        return caller.Run(call, answer => Documents.Read(call, answer, form), cancellation);
    }

    /// <summary>The credential drawn by its group's template; the PDF carries the signed credential.</summary>
    public Task<DrawnPage> Page(
        string id,
        PageForm form = PageForm.Pdf,
        CancellationToken cancellation = default
    )
    {
        var word = Words.Of<PageForm>(form);
        var call = Call.Get("/v1/credentials/{id}/document", Ids.Credential(id)) with
        {
            Query = [("form", form is PageForm.Pdf ? word : $"page-{word}")],
            Accept = $"{DrawnPage.TypeOf(form)}, application/json",
        };
        return caller.Run(call, answer => TemplateCalls.Read(call, answer, form), cancellation);
    }

    /// <summary>The installation's receipt for the credential.</summary>
    public Task<Receipt> Receipt(string id, CancellationToken cancellation = default)
    {
        var call = Call.Get("/v1/credentials/{id}/receipt", Ids.Credential(id)) with
        {
            Accept = "application/jose, application/json",
        };
        return caller.Run(call, answer => Documents.Receipt(call, answer), cancellation);
    }
}
