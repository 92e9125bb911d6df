using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Qujiang.ServiceDefaults;

/// <summary>Refuses the character U+0000 in the query, as <see cref="BodyCheck"/> does in a body: PostgreSQL takes no text that holds it. In a path the server refuses it itself.</summary>
internal static class QueryCheck
{
    public static void UseQueryCheck(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                var check = new Validator();
                foreach (var (name, values) in context.Request.Query)
                {
                    if (values.Any(v => v?.Contains('\0', StringComparison.Ordinal) == true))
                        check.ParameterError(name, "Must not contain the character U+0000.");
                }
                if (context.GetEndpoint() is not null && check.Fails(out var problem))
                    await problem.ExecuteAsync(context);
                else
                    await next(context);
            }
        );
}
