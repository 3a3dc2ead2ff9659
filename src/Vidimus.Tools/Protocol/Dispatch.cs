namespace Vidimus.Tools.Protocol;

/// <summary>The methods of the protocol.</summary>
internal static class Dispatch
{
    /// <summary>Answers a request: the message to send, and the status that goes with it over HTTP.</summary>
    public static async ValueTask<(ReadOnlyMemory<byte> Message, int Status)> Answer(
        Asked asked,
        CancellationToken cancellation
    )
    {
        var running = asked.Runtime.Running.Begin(asked.SessionId, asked.Id, cancellation);
        try
        {
            return (await Method(asked, running?.Token ?? cancellation), 200);
        }
        catch (McpErrorException e)
        {
            return (
                Messages.Error(asked.Id, e.Code, e.Message, e.Details),
                StatusOf(asked, e.Code)
            );
        }
        catch (OperationCanceledException)
            when (running?.IsCancellationRequested == true && !cancellation.IsCancellationRequested)
        {
            return (
                Messages.Error(asked.Id, McpCodes.Refused, "The client cancelled the request."),
                200
            );
        }
        finally
        {
            asked.Runtime.Running.End(asked.SessionId, asked.Id, running);
        }
    }

    private static ValueTask<ReadOnlyMemory<byte>> Method(
        Asked asked,
        CancellationToken cancellation
    ) =>
        asked.Message.Method switch
        {
            "tools/call" => ToolCalls.Call(asked, cancellation),
            "tools/list" => ToolLists.List(asked, cancellation),
            "resources/list" when Resources(asked) => new(ResourceMethods.List(asked)),
            "resources/templates/list" when Resources(asked) => new(
                ResourceMethods.Templates(asked)
            ),
            "resources/read" when Resources(asked) => ResourceMethods.Read(asked, cancellation),
            "prompts/list" when Prompts(asked) => new(PromptMethods.List(asked)),
            "prompts/get" when Prompts(asked) => PromptMethods.Get(asked, cancellation),
            "completion/complete" when Resources(asked) || Prompts(asked) => Completion.Complete(
                asked,
                cancellation
            ),
            "server/discover" when asked.IsModern => new(Beginnings.Discover(asked)),
            "subscriptions/listen" when asked.IsModern => Subscriptions.Listen(asked, cancellation),
            "initialize" when !asked.IsModern => new(Beginnings.Initialize(asked)),
            "ping" when !asked.IsModern => new(asked.Result(0, static (_, _) => { })),
            "logging/setLevel" when Lives(asked) => new(Subscriptions.SetLevel(asked)),
            "resources/subscribe" when Lives(asked) => new(Subscriptions.Subscribe(asked, true)),
            "resources/unsubscribe" when Lives(asked) => new(Subscriptions.Subscribe(asked, false)),
            _ => throw new McpErrorException(
                McpCodes.UnknownMethod,
                $"There is no method {Shown(asked.Message.Method!)} here."
            ),
        };

    private static bool Resources(Asked asked) => asked.Runtime.HasResources(asked.At.Toolset);

    private static bool Prompts(Asked asked) => asked.Runtime.HasPrompts(asked.At.Toolset);

    private static bool Lives(Asked asked) =>
        !asked.IsModern && asked.Runtime.IsLive(asked.At.Toolset);

    /// <summary>2026-07-28 shows some errors to those who look only at HTTP; before, all came as answers.</summary>
    private static int StatusOf(Asked asked, int code) =>
        (asked.IsModern, code) switch
        {
            (true, McpCodes.UnknownMethod) => 404,
            (true, McpCodes.MissingCapability or McpCodes.HeaderMismatch) => 400,
            _ => 200,
        };

    public static string Shown(string name) => name.Length <= 64 ? name : $"{name[..64]}…";
}
