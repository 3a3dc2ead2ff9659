using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Usage;
using Vidimus.Platform.Persistence;
using Vidimus.Tools;

namespace Vidimus.Mcp;

/// <summary>Carries out a call that was found to be right: in the caller's name, and after a person's approval where a rule asks for it.</summary>
internal sealed class CarryOut(OwnApi own)
{
    public async ValueTask<ToolAnswer> Out(
        CallBegun call,
        Tool tool,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        // Whatever the call leads to says through which tool.
        call.Http.Features.Set(new ToolCall(tool.Name));
        var author = call.Http.RequestServices.GetRequiredService<CurrentAuthor>();
        author.Value = author.Value! with { Tool = tool.Name };
        return await Run(call, tool, asked, cancellation);
    }

    private ValueTask<ToolAnswer> Run(
        CallBegun call,
        Tool tool,
        ToolCallAsked asked,
        CancellationToken cancellation
    ) =>
        own.Run(
            call.Http,
            api =>
                tool.Run(
                    new(ToolArguments.OrNone(asked.Arguments), api) { Exchange = asked.Exchange },
                    cancellation
                )
        );
}
