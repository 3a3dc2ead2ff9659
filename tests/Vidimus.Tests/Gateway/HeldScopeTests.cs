using Shouldly;
using Vidimus.Access;
using Vidimus.Gateway;
using Vidimus.Tools;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>The gateway cannot ask the server's classes which scope stands above which, and keeps a rule of its own.</summary>
public sealed class HeldScopeTests
{
    [Fact]
    public void A_client_token_holds_what_the_server_says_it_holds_for_every_tool()
    {
        foreach (var tool in ToolCatalogue.Standard().Tools)
        foreach (var scope in Scopes.All)
            GatewayTools
                .Holds([scope], tool.Scope)
                .ShouldBe(Scopes.Satisfies([scope], tool.Scope), $"{scope} for {tool.Name}");
    }
}
