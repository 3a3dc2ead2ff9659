using System.Text;

namespace Vidimus.Client;

/// <summary>How credentials look on paper; scopes <c>groups:read</c> and <c>groups:write</c>.</summary>
public sealed class TemplateCalls
{
    private readonly Caller caller;

    internal TemplateCalls(Caller caller) => this.caller = caller;

    /// <summary>All templates, those that come with Vidimus first.</summary>
    public Task<Page<Template>> List(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/templates"), VidimusJson.Default.PageTemplate, cancellation);

    /// <summary>One template.</summary>
    public Task<Template> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/templates/{id}", Checked(id)), cancellation);

    /// <summary>Creates a template; its <see cref="Template.Warnings"/> say what was left out of the SVG.</summary>
    /// <param name="template">The template to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Template> Create(
        NewTemplate template,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/templates",
                Answers.Body(template, VidimusJson.Default.NewTemplate),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>Changes what the members of <paramref name="change"/> name.</summary>
    public Task<Template> Edit(
        string id,
        TemplateChange change,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Patch(
                "/v1/templates/{id}",
                Answers.Body(change, VidimusJson.Default.TemplateChange),
                Checked(id)
            ),
            cancellation
        );

    /// <summary>Deletes a template that no group uses.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/templates/{id}", Checked(id)), static _ => true, cancellation);

    /// <summary>Its SVG, as it is kept.</summary>
    public Task<string> Svg(string id, CancellationToken cancellation = default)
    {
        var call = Call.Get("/v1/templates/{id}/svg", Checked(id)) with
        {
            Accept = "image/svg+xml, application/json",
        };
        return caller.Run(
            call,
            answer => Encoding.UTF8.GetString(Read(call, answer, PageForm.Svg).Bytes.Span),
            cancellation
        );
    }

    /// <summary>Draws a template with samples, or with what is given.</summary>
    /// <param name="id">The template; null for the SVG in <paramref name="sample"/>.</param>
    /// <param name="sample">What it is tried with.</param>
    /// <param name="form">The form wanted.</param>
    /// <param name="width">Pixels from side to side of a PNG: 64 to 4,000.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<DrawnPage> Preview(
        string? id,
        PageSample? sample = null,
        PageForm form = PageForm.Svg,
        int? width = null,
        CancellationToken cancellation = default
    )
    {
        var body = Answers.Body(sample ?? new(), VidimusJson.Default.PageSample);
        var call = (
            id is null
                ? Call.Post("/v1/templates/preview", body, null)
                : Call.Post("/v1/templates/{id}/preview", body, null, Checked(id))
        ) with
        {
            Query =
            [
                ("form", Words.Of<PageForm>(form)),
                ("width", width?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ],
            Accept = $"{DrawnPage.TypeOf(form)}, application/json",
        };
        return caller.Run(call, answer => Read(call, answer, form), cancellation);
    }

    internal static DrawnPage Read(Call call, Answer answer, PageForm form) =>
        answer.ContentType == DrawnPage.TypeOf(form)
            ? new(form, answer.Body)
            : throw Failures.Unexpected(
                call,
                answer,
                $"content type {answer.ContentType ?? "absent"}"
            );

    /// <summary>Those that come with Vidimus have names instead of numbers.</summary>
    internal static bool IsId(string id) =>
        id is ['t', 'p', 'l', '_', .. { Length: >= 1 and <= 40 } rest]
        && rest.All(char.IsAsciiLetterOrDigit);

    private static string Checked(string id) =>
        IsId(id ?? throw new ArgumentNullException(nameof(id)))
            ? id
            : throw new ArgumentException("A template's id begins with tpl_.", nameof(id));

    private Task<Template> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Template, cancellation);
}
