using Qujiang.Messaging.Postgres.Tests;
using Xunit.MicrosoftTestingPlatform;

// Without this argument it is what xunit would have generated.
if (args is [Victim.Argument, var database, var broker])
{
    return await Victim.RunAsync(database, broker);
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
